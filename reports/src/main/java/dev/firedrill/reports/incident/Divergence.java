package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.ServerRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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

    private static final class Datasets implements ServerHearing {
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
            // By digest, in the order of their first nodes.
            var datasets = new LinkedHashMap<String, List<Event.DatasetObserved>>();
            last.values()
                    .forEach(data ->
                            datasets.computeIfAbsent(data.digest(), _ -> new ArrayList<>())
                                    .add(data));
            return datasets.size() < 2 ? List.of() : List.of(observation(datasets.values()));
        }

        private Observation observation(Collection<List<Event.DatasetObserved>> datasets) {
            List<String> held = datasets.stream().map(Datasets::held).toList();
            var evidence = new Episode();
            lines.forEach((node, line) -> evidence.add(line, node, text(node)));
            return Observation.of(
                            Origin.CONSEQUENCE,
                            String.format(
                                    Locale.ROOT,
                                    "At the end %d nodes held %d different datasets: %s.",
                                    last.size(),
                                    datasets.size(),
                                    String.join("; ", held)),
                            evidence.span())
                    .on(List.copyOf(last.keySet()))
                    .figure("nodes", last.size())
                    .figure("datasets", datasets.size())
                    .shownBy(evidence.evidence())
                    .causedBy(
                            CausedBy.anywhere(ReplicaOfItself.class).everAfter(),
                            CausedBy.anywhere(ReplicaOfAnother.class).everAfter(),
                            CausedBy.anywhere(EmptyStart.class).everAfter(),
                            CausedBy.anywhere(RestartedEmpty.class).everAfter(),
                            CausedBy.anywhere(KilledAtMemoryCap.class).everAfter(),
                            CausedBy.anywhere(ProcessDied.class).everAfter(),
                            CausedBy.anywhere(Promotion.class).everAfter(),
                            CausedBy.sameNode(EndlessResync.class).everAfter(),
                            CausedBy.sameNode(SnapshotTrouble.class).everAfter())
                    .explains(Converged.class)
                    .build();
        }

        private static String held(List<Event.DatasetObserved> same) {
            List<String> nodes = same.stream().map(Event.DatasetObserved::node).toList();
            return Phrases.list(nodes) + " " + keys(same.getFirst());
        }

        private String text(String node) {
            Event.DatasetObserved data = Objects.requireNonNull(last.get(node));
            return String.format(
                    Locale.ROOT,
                    "%s (%s) holds %s, digest %s",
                    node,
                    role(data.role()),
                    keys(data),
                    data.digest());
        }

        private static String keys(Event.DatasetObserved data) {
            return String.format(Locale.ROOT, "%d keys at offset %d", data.keys(), data.offset());
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
