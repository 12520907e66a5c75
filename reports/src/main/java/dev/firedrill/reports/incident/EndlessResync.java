package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.ReplicaLagAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import java.util.ArrayList;
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

    private static final class Attempts implements ServerHearing {
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
            var all = new ArrayList<Observation>();
            for (boolean toTheEnd : new boolean[] {false, true}) {
                List<Episode> replicas =
                        worst.entrySet().stream()
                                .filter(entry -> entry.getValue().count() >= ATTEMPTS_MIN)
                                .filter(entry ->
                                        toTheEnd
                                                == (unfinished.get(entry.getKey())
                                                        == entry.getValue()))
                                .map(Map.Entry::getValue)
                                .toList();
                if (!replicas.isEmpty()) all.add(observation(replicas, toTheEnd));
            }
            return all;
        }
    }

    private static Observation observation(List<Episode> replicas, boolean toTheEnd) {
        List<String> nodes = replicas.stream().flatMap(one -> one.nodes().stream()).toList();
        long most = replicas.stream().mapToLong(Episode::count).max().orElse(0);
        Span span = replicas.getFirst().span();
        for (Episode one : replicas) {
            span = span.with(one.span().fromNanos()).with(one.span().toNanos());
        }
        String sentence =
                String.join(
                        " ",
                        Phrases.list(nodes),
                        "began",
                        nodes.size() == 1
                                ? most + " full resyncs"
                                : "up to " + most + " full resyncs each",
                        Phrases.within(span),
                        toTheEnd ? "and completed none of them." : "until one was completed.");
        var seen =
                Observation.of(Origin.CONSEQUENCE, sentence, span)
                        .on(nodes)
                        .figure("attemptsMax", most)
                        .shownBy(replicas.getFirst().evidence())
                        .causedBy(
                                CausedBy.sameNode(BacklogOverrun.class),
                                CausedBy.sameNode(OutputBufferLimit.class).orKeptGoing(),
                                CausedBy.sameNode(ReplicasTimedOut.class).orKeptGoing(),
                                CausedBy.sameNode(SnapshotTrouble.class).orKeptGoing(),
                                CausedBy.sameNode(LinkFault.class));
        seen.explains(FullResyncsAtMost.class, ReplicaLagAtMost.class);
        if (toTheEnd) seen.explains(Converged.class);
        return seen.build();
    }
}
