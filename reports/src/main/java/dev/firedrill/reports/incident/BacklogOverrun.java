package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
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
        OptionalLong missedBytesMax = OptionalLong.empty();
        OptionalLong backlogBytes = OptionalLong.empty();

        Overrun(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Decisions implements ServerHearing {
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
            OptionalLong missed = decided.missingBytes();
            OptionalLong held = decided.backlogBytes();
            overrun.episode.add(
                    line,
                    decided.replica(),
                    decided.replica()
                            + " missed "
                            + (missed.isPresent()
                                    ? missed.getAsLong() + " bytes"
                                    : "more than the backlog holds")
                            + (held.isPresent() ? ", the backlog holds " + held.getAsLong() : ""));
            if (missed.isPresent()) {
                overrun.missedBytesMax =
                        OptionalLong.of(
                                Math.max(overrun.missedBytesMax.orElse(0), missed.getAsLong()));
            }
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
        OptionalLong missed = overrun.missedBytesMax;
        String sentence =
                String.format(
                        Locale.ROOT,
                        "The backlog of %s%s was overrun: %s had missed %s.",
                        master,
                        overrun.backlogBytes.isPresent()
                                ? ", " + overrun.backlogBytes.getAsLong() + " bytes,"
                                : "",
                        Phrases.list(replicas),
                        bytes(missed, "more than it held"));
        Remedy advice = Remedy.forAll("Give the master a backlog that outlasts such an outage.");
        var seen =
                Observation.of(Origin.CONSEQUENCE, sentence, overrun.episode.span())
                        .on(replicas)
                        .peers(List.of(master));
        overrun.backlogBytes.ifPresent(size -> seen.figure("backlogBytes", size));
        missed.ifPresent(most -> seen.figure("missedBytesMax", most));
        return seen.shownBy(overrun.episode.evidence())
                .causedBy(
                        CausedBy.sameNode(LinkFault.class),
                        CausedBy.sameNode(ReplicasTimedOut.class),
                        CausedBy.sameNode(OutputBufferLimit.class),
                        CausedBy.sameNode(ProcessFault.class))
                .remedy(
                        missed.isPresent()
                                ? new BacklogSize(missed.getAsLong()).into(advice)
                                : advice)
                .build();
    }

    /// @param unknown in place of a number that the server does not log
    private static String bytes(OptionalLong number, String unknown) {
        return number.isPresent() ? "up to " + number.getAsLong() + " bytes" : unknown;
    }
}
