package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A server that ended and came up again with no data, and found none to load. What follows it is
/// sent nothing in place of what it holds: a restart then takes the data of every copy.
public final class EmptyRestart implements Finding {
    @Override
    public String name() {
        return "empty-restart";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    /// One such start, and the replicas that were sent what the server held afterwards.
    private static final class Start {
        final String node;
        final long endedAtNanos;
        final Episode episode;
        final TreeSet<String> replicas = new TreeSet<>(NodeOrder.BY_NUMBER);

        Start(JournalLine line, String node, long endedAtNanos) {
            this.node = node;
            this.endedAtNanos = endedAtNanos;
            episode = new Episode();
            episode.add(line, node, node + " loaded nothing at its start");
        }
    }

    private static final class Starts implements ServerHearing {
        private static final int STARTS_MAX = 20;

        private final List<Start> starts = new ArrayList<>();

        /// When the present process of a node had its predecessor end.
        private final Map<String, Long> endedAtNanos = new TreeMap<>();

        /// By master: who has followed it at any time.
        private final Map<String, TreeSet<String>> followers = new TreeMap<>();

        /// Nodes that have come up empty and have not ended again.
        private final Map<String, Start> empty = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ProcessExited exited) {
                endedAtNanos.put(exited.node(), line.atNanos());
                empty.remove(exited.node());
            } else if (line.event() instanceof Event.DatasetLoaded loaded) {
                loaded(line, loaded);
            } else if (line.event() instanceof Event.ResyncEnded ended) {
                ended(line, ended);
            }
        }

        private void loaded(JournalLine line, Event.DatasetLoaded loaded) {
            Long ended = endedAtNanos.get(loaded.node());
            if (ended != null
                    && loaded.source() == DatasetSource.NOTHING
                    && loaded.ignored().isEmpty()
                    && starts.size() < STARTS_MAX) {
                var start = new Start(line, loaded.node(), ended);
                starts.add(start);
                empty.put(loaded.node(), start);
            }
        }

        private void ended(JournalLine line, Event.ResyncEnded ended) {
            TreeSet<String> known =
                    followers.computeIfAbsent(ended.master(), _ -> new TreeSet<>());
            Start start = empty.get(ended.master());
            boolean followedBefore = !known.add(ended.replica());
            if (start != null
                    && followedBefore
                    && ended.kind() == ResyncKind.FULL
                    && start.replicas.add(ended.replica())) {
                start.episode.show(line, ended.replica() + " was sent the dataset of " + start.node);
            }
        }

        @Override
        public List<Observation> observations() {
            return starts.stream().map(EmptyRestart::observation).toList();
        }
    }

    private static Observation observation(Start start) {
        Span span = start.episode.span();
        var nodes = new ArrayList<>(List.of(start.node));
        nodes.addAll(start.replicas);
        long down = span.fromNanos() - start.endedAtNanos;
        String sent =
                start.replicas.isEmpty()
                        ? ""
                        : "; "
                                + Phrases.list(List.copyOf(start.replicas))
                                + ", which had followed it, then took its dataset in place of"
                                + " their own";
        return Observation.of(
                        Origin.CONSEQUENCE,
                        start.node
                                + " came up empty at "
                                + Phrases.seconds(span.fromNanos())
                                + ", "
                                + Phrases.seconds(down)
                                + " after its end"
                                + sent
                                + ".",
                        span)
                .on(nodes)
                .figure("downMillis", down / 1_000_000)
                .figure("replicas", start.replicas.size())
                .shownBy(start.episode.evidence())
                .causedBy(
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendonly"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendfilename"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("dbfilename"),
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .explains(RestartKeptDataset.class)
                .remedy(
                        Remedy.forAll(
                                        "Let a master that is started again by itself persist what"
                                                + " it acknowledges; otherwise do not restart it,"
                                                + " and promote a replica.")
                                .setting("appendonly", "yes")
                                .setting("appendfsync", "always"),
                        Remedy.forFiredrill(
                                        "Let replicas keep what they hold when their master comes"
                                                + " up with much less, and let such a master refuse"
                                                + " writes, until a replica is promoted.")
                                .setting("replica-refuse-shrunk-dataset", "50")
                                .setting("min-replicas-to-write", "1"))
                .build();
    }
}
