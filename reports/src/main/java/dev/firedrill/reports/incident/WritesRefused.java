package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.WriteOutageAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.SnapshotResult;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

        private static final Optional<String> NO_SAVE_POINTS = Optional.of("\"\"");

        /// Nodes with save points, and those whose snapshot failed.
        private final Set<String> saving = new TreeSet<>();

        private final Set<String> failed = new TreeSet<>();

        @Override
        public void hear(JournalLine line) {
            persists(line.event());
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

        private void persists(Event event) {
            if (event instanceof Event.ConfigFileObserved file) {
                // Without such a line the server has the save points that it comes with.
                var save = new RedisConfLines(file.lines()).value("save");
                if (!save.equals(NO_SAVE_POINTS)) saving.add(file.node());
            } else if (event instanceof Event.SnapshotEnded ended
                    && ended.result() == SnapshotResult.FAILED) {
                failed.add(ended.node());
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
                        if (episode.count() > 0) all.add(observed(node, kind, episode));
                    }));
            return all;
        }

        private Observation observed(String node, WriteRefusal kind, Episode episode) {
            Observation.Builder seen = observation(node, kind, episode);
            // Without save points a failed snapshot refuses nothing.
            boolean bySnapshot = saving.contains(node) && failed.contains(node);
            if (kind == WriteRefusal.DISK_ERROR && bySnapshot) {
                seen.remedy(
                        Remedy.forAll(
                                        "After a failed snapshot a server refuses writes until one"
                                                + " succeeds, also when the disk has space again:"
                                                + " then BGSAVE at once. Or let writes go on, and"
                                                + " watch rdb_last_bgsave_status of INFO.")
                                .setting("stop-writes-on-bgsave-error", "no"));
            }
            return seen.build();
        }
    }

    private static Observation.Builder observation(
            String node, WriteRefusal kind, Episode episode) {
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
                .explains(WriteOutageAtMost.class);
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
