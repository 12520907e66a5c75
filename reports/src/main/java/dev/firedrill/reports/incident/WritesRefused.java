package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.WriteOutageAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Writes that a server refused, by the error that its clients got.
public final class WritesRefused implements Finding {
    @Override
    public String name() {
        return "writes-refused";
    }

    @Override
    public Hearing begin() {
        return new Refusals();
    }

    private static final class Refusals implements Hearing {
        private final Map<String, Map<WriteRefusal, Episode>> byNode =
                new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.Operation operation) {
                if (operation.outcome() == Outcome.FAILED) refused(line, operation);
            } else if (line.event() instanceof Event.WriteRefusalEntered(_, var node, var kind)) {
                episode(node, kind).show(line, node + " refuses writes: " + kind.word());
            } else if (line.event()
                    instanceof Event.WriteRefusalLeft(_, var node, var kind, long writes)) {
                episode(node, kind)
                        .show(line, node + " takes writes again after " + writes + " refused");
            }
        }

        private void refused(JournalLine line, Event.Operation operation) {
            WriteRefusal.ofError(operation.error())
                    .ifPresent(kind ->
                            episode(operation.node(), kind)
                                    .add(
                                            line,
                                            operation.node(),
                                            operation.command()
                                                    + " "
                                                    + operation.key()
                                                    + ": "
                                                    + operation.error()));
        }

        private Episode episode(String node, WriteRefusal kind) {
            return byNode.computeIfAbsent(node, _ -> new EnumMap<>(WriteRefusal.class))
                    .computeIfAbsent(kind, _ -> new Episode());
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            byNode.forEach((node, kinds) ->
                    kinds.forEach((kind, episode) -> {
                        if (episode.count() > 0) all.add(observation(node, kind, episode));
                    }));
            return all;
        }
    }

    private static Observation observation(String node, WriteRefusal kind, Episode episode) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s refused %s %s with %s, because %s.",
                                node,
                                Phrases.count(episode.count(), "write"),
                                Phrases.within(episode.span()),
                                kind.code(),
                                because(kind)),
                        episode.span())
                .about(kind.code())
                .figure("refusedWrites", episode.count())
                .on(node)
                .shownBy(episode.evidence())
                .causedBy(causes(kind))
                .explains(WriteOutageAtMost.class)
                .build();
    }

    private static String because(WriteRefusal kind) {
        return switch (kind) {
            case READ_ONLY_REPLICA -> "it was a read-only replica";
            case TOO_FEW_REPLICAS -> "it had too few good replicas";
            case DISK_ERROR -> "it could not write to its disk";
            case MEMORY -> "its memory limit was reached";
        };
    }

    private static CausedBy[] causes(WriteRefusal kind) {
        return switch (kind) {
            case READ_ONLY_REPLICA ->
                    causes(
                            CausedBy.sameNode(ReplicaOfItself.class).everAfter(),
                            CausedBy.sameNode(ReplicaOfAnother.class).everAfter(),
                            CausedBy.anywhere(Promotion.class).everAfter());
            case TOO_FEW_REPLICAS -> causes(CausedBy.sameNode(TooFewReplicas.class));
            case DISK_ERROR ->
                    causes(
                            CausedBy.sameNode(DiskFault.class),
                            CausedBy.sameNode(SnapshotTrouble.class).everAfter());
            case MEMORY -> causes(CausedBy.sameNode(ConfigurationDrifted.class).about("maxmemory"));
        };
    }

    private static CausedBy[] causes(CausedBy... some) {
        return some;
    }
}
