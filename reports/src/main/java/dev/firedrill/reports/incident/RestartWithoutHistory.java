package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Replicas that came up from their append-only file and asked for the whole dataset: the file
/// holds the data, but not the place in the replication history to which it belongs. A snapshot
/// holds both.
public final class RestartWithoutHistory implements Finding {
    @Override
    public String name() {
        return "restart-without-history";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    private static final class Starts implements ServerHearing {
        private final Set<String> ended = new TreeSet<>();

        /// Nodes that came up from an append-only file after they had ended, and have not asked a
        /// master yet.
        private final Set<String> fromFile = new TreeSet<>();

        private final Map<String, Episode> byMaster = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ProcessExited exited) {
                ended.add(exited.node());
                fromFile.remove(exited.node());
            } else if (line.event() instanceof Event.DatasetLoaded loaded) {
                if (ended.contains(loaded.node())
                        && loaded.source() == DatasetSource.APPEND_ONLY_FILE) {
                    fromFile.add(loaded.node());
                }
            } else if (line.event() instanceof Event.ResyncDecided decided) {
                boolean first = fromFile.remove(decided.replica());
                if (first
                        && decided.kind() == ResyncKind.FULL
                        && decided.reason() == ResyncReason.REQUESTED_BY_REPLICA) {
                    byMaster.computeIfAbsent(decided.master(), _ -> new Episode())
                            .add(
                                    line,
                                    decided.replica(),
                                    decided.replica() + " asked for everything after its restart");
                }
            }
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            byMaster.forEach((master, episode) -> all.add(observation(master, episode)));
            return all;
        }
    }

    private static Observation observation(String master, Episode episode) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        Phrases.listWithTimes(episode.nodes(), episode.count())
                                + " came up from an append-only file, which holds no replication"
                                + " offset, and asked "
                                + master
                                + " for the whole dataset "
                                + Phrases.within(episode.span())
                                + ".",
                        episode.span())
                .on(episode.nodes())
                .peers(List.of(master))
                .figure("restarts", episode.count())
                .shownBy(episode.evidence())
                .causedBy(
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .remedy(
                        Remedy.forAll(
                                        "Let replicas persist by snapshots. One that is shut down"
                                                + " saves its place in the replication history"
                                                + " (Redis 4.0 and later) and goes on from there.")
                                .setting("appendonly", "no")
                                .setting("save", "3600 1"))
                .build();
    }
}
