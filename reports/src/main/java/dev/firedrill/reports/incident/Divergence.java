package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.ServerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Nodes that held different data at the end of the run.
public final class Divergence implements Finding {
    @Override
    public String name() {
        return "divergence";
    }

    @Override
    public Hearing begin() {
        return new Datasets();
    }

    private static final class Datasets implements Hearing {
        private final Map<String, JournalLine> lines = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<String, Event.DatasetObserved> last = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.DatasetObserved data
                    && data.moment() == Moment.FINAL
                    && !data.digest().isEmpty()) {
                lines.put(data.node(), line);
                last.put(data.node(), data);
            }
        }

        @Override
        public List<Observation> observations() {
            var digests = new TreeSet<String>();
            last.values().forEach(data -> digests.add(data.digest()));
            return digests.size() < 2 ? List.of() : List.of(observation(digests.size()));
        }

        private Observation observation(int datasets) {
            var held = new ArrayList<String>();
            var evidence = new ArrayList<Evidence>();
            Span span = Span.at(lines.values().iterator().next().atNanos());
            for (var entry : last.entrySet()) {
                Event.DatasetObserved data = entry.getValue();
                JournalLine line = lines.getOrDefault(entry.getKey(), new JournalLine(0, data));
                String text =
                        String.format(
                                Locale.ROOT,
                                "%s (%s) %d keys at offset %d",
                                data.node(),
                                role(data.role()),
                                data.keys(),
                                data.offset());
                held.add(text);
                evidence.add(Evidence.of(line, text + ", digest " + data.digest()));
                span = span.with(line.atNanos());
            }
            return Observation.of(
                            Origin.CONSEQUENCE,
                            String.format(
                                    Locale.ROOT,
                                    "At the end %d nodes held %d different datasets: %s.",
                                    last.size(),
                                    datasets,
                                    Phrases.list(held)),
                            span)
                    .on(List.copyOf(last.keySet()))
                    .shownBy(evidence)
                    .causedBy(
                            CausedBy.anywhere(ReplicaOfItself.class).everAfter(),
                            CausedBy.anywhere(ReplicaOfAnother.class).everAfter(),
                            CausedBy.anywhere(EmptyStart.class).everAfter(),
                            CausedBy.anywhere(KilledAtMemoryCap.class).everAfter(),
                            CausedBy.anywhere(ProcessDied.class).everAfter(),
                            CausedBy.anywhere(Promotion.class).everAfter(),
                            CausedBy.sameNode(EndlessResync.class).everAfter(),
                            CausedBy.sameNode(SnapshotTrouble.class).everAfter())
                    .explains(Converged.class);
        }

        private static String role(ServerRole role) {
            return switch (role) {
                case MASTER -> "master";
                case REPLICA -> "replica";
                case UNKNOWN -> "role unknown";
            };
        }
    }
}
