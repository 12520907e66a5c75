package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Replicas that began a full resync again and again without completing one.
public final class EndlessResync implements Finding {
    /// Two attempts may be an accident.
    private static final int ATTEMPTS_MIN = 3;

    @Override
    public String name() {
        return "endless-resync";
    }

    @Override
    public Hearing begin() {
        return new Attempts();
    }

    private static final class Attempts implements Hearing {
        private final AfterFirstFault fault = new AfterFirstFault();
        private final Map<String, Episode> unfinished = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<String, Episode> worst = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            boolean disturbed = fault.hear(line.event());
            if (disturbed && line.event() instanceof Event.ResyncDecided decided) {
                if (decided.kind() == ResyncKind.PARTIAL) {
                    unfinished.remove(decided.replica());
                } else {
                    began(line, decided.replica());
                }
            } else if (line.event() instanceof Event.ResyncEnded ended) {
                unfinished.remove(ended.replica());
            }
        }

        private void began(JournalLine line, String replica) {
            Episode episode = unfinished.computeIfAbsent(replica, _ -> new Episode());
            episode.add(line, replica, replica + " begins a full resync");
            Episode before = worst.get(replica);
            if (before == null || before.count() < episode.count()) worst.put(replica, episode);
        }

        @Override
        public List<Observation> observations() {
            return worst.entrySet().stream()
                    .filter(entry -> entry.getValue().count() >= ATTEMPTS_MIN)
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }

        private Observation observation(String replica, Episode episode) {
            boolean toTheEnd = unfinished.get(replica) == episode;
            String sentence =
                    String.join(
                            " ",
                            replica,
                            "began",
                            Long.toString(episode.count()),
                            "full resyncs",
                            Phrases.within(episode.span()),
                            toTheEnd ? "and completed none of them." : "before it completed one.");
            Observation seen =
                    Observation.of(Origin.CONSEQUENCE, sentence, episode.span())
                            .on(replica)
                            .shownBy(episode.evidence())
                            .causedBy(
                                    CausedBy.sameNode(OutputBufferLimit.class),
                                    CausedBy.sameNode(ReplicasTimedOut.class),
                                    CausedBy.sameNode(SnapshotTrouble.class),
                                    CausedBy.sameNode(LinkFault.class));
            return toTheEnd
                    ? seen.explains(FullResyncsAtMost.class, Converged.class)
                    : seen.explains(FullResyncsAtMost.class);
        }
    }
}
