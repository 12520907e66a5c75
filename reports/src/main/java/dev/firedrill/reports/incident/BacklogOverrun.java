package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Replicas that came back after the backlog had dropped what they missed.
public final class BacklogOverrun implements Finding {
    @Override
    public String name() {
        return "backlog-overrun";
    }

    @Override
    public Hearing begin() {
        return new Decisions();
    }

    /// The replicas of one master.
    private static final class Overrun {
        final Episode episode;
        long missedBytesMax;
        long backlogBytes;

        Overrun(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Decisions implements Hearing {
        private final Map<String, Overrun> overruns = new TreeMap<>(NodeOrder.BY_NUMBER);

        /// Replicas whose full resync has not ended: what they miss then is no fault of the
        /// backlog.
        private final Set<String> resyncing = new TreeSet<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ResyncDecided decided) {
                boolean again = resyncing.contains(decided.replica());
                if (decided.reason() == ResyncReason.BACKLOG_TRIMMED && !again) {
                    overrun(line, decided);
                }
                if (decided.kind() == ResyncKind.FULL) {
                    resyncing.add(decided.replica());
                } else {
                    resyncing.remove(decided.replica());
                }
            } else if (line.event() instanceof Event.ResyncEnded ended) {
                resyncing.remove(ended.replica());
            }
        }

        private void overrun(JournalLine line, Event.ResyncDecided decided) {
            Overrun overrun =
                    overruns.computeIfAbsent(decided.master(), _ -> new Overrun(line.atNanos()));
            long missed = decided.missingBytes().orElse(0);
            long held = decided.backlogBytes().orElse(0);
            overrun.episode.add(
                    line,
                    decided.replica(),
                    String.format(
                            Locale.ROOT,
                            "%s missed %d bytes, the backlog holds %d",
                            decided.replica(),
                            missed,
                            held));
            overrun.missedBytesMax = Math.max(overrun.missedBytesMax, missed);
            overrun.backlogBytes = held;
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            overruns.forEach((master, overrun) -> all.add(observation(master, overrun)));
            return all;
        }
    }

    private static Observation observation(String master, Overrun overrun) {
        List<String> replicas = overrun.episode.nodes();
        String sentence =
                String.format(
                        Locale.ROOT,
                        "The backlog of %s, %d bytes, was overrun: %s had missed up to %d bytes.",
                        master,
                        overrun.backlogBytes,
                        Phrases.list(replicas),
                        overrun.missedBytesMax);
        return Observation.of(Origin.CONSEQUENCE, sentence, overrun.episode.span())
                .on(replicas)
                .peers(List.of(master))
                .figure("backlogBytes", overrun.backlogBytes)
                .figure("missedBytesMax", overrun.missedBytesMax)
                .shownBy(overrun.episode.evidence())
                .causedBy(
                        CausedBy.sameNode(LinkFault.class),
                        CausedBy.sameNode(ReplicasTimedOut.class),
                        CausedBy.sameNode(OutputBufferLimit.class),
                        CausedBy.sameNode(ProcessFault.class))
                .remedy(
                        new BacklogSize(overrun.missedBytesMax)
                                .into(
                                        Remedy.forAll(
                                                "Give the master a backlog that outlasts such an"
                                                        + " outage.")))
                .build();
    }
}
