package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A server that was started again and had nothing to load: neither a snapshot nor an append-only
/// file that its configuration names. What follows it is sent that dataset in place of what it
/// holds, so that a restart takes the data of every copy. [EmptyStart] is the one that leaves data
/// beside it unread.
public final class RestartedEmpty implements Finding {
    private static final int OBSERVED_MAX = 20;

    @Override
    public String name() {
        return "restarted-empty";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    /// One such start, and the replicas that were sent what the server held afterwards.
    private static final class Start {
        final String node;
        final Episode episode = new Episode();
        final TreeSet<String> replicas = new TreeSet<>(NodeOrder.BY_NUMBER);

        Start(JournalLine line, String node) {
            this.node = node;
            episode.add(line, node, node + " loaded nothing");
        }
    }

    private static final class Starts implements ServerHearing {
        private final Map<String, Integer> starts = new TreeMap<>();
        private final List<Start> found = new ArrayList<>();

        /// By master: who has followed it at any time.
        private final Map<String, TreeSet<String>> followers = new TreeMap<>();

        /// The nodes of `found` that have not ended since.
        private final Map<String, Start> running = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ProcessStarted started) {
                starts.put(started.node(), started.start());
            } else if (line.event() instanceof Event.ProcessExited exited) {
                running.remove(exited.node());
            } else if (line.event() instanceof Event.DatasetLoaded loaded
                    && loaded.source() == DatasetSource.NOTHING
                    && loaded.ignored().isEmpty()
                    && starts.getOrDefault(loaded.node(), 1) > 1
                    && found.size() < OBSERVED_MAX) {
                var start = new Start(line, loaded.node());
                found.add(start);
                running.put(loaded.node(), start);
            } else if (line.event() instanceof Event.ResyncEnded ended) {
                ended(line, ended);
            }
        }

        private void ended(JournalLine line, Event.ResyncEnded ended) {
            boolean followedBefore =
                    !followers
                            .computeIfAbsent(ended.master(), _ -> new TreeSet<>())
                            .add(ended.replica());
            Start start = running.get(ended.master());
            if (start != null
                    && followedBefore
                    && ended.kind() == ResyncKind.FULL
                    && start.replicas.add(ended.replica())) {
                start.episode.show(line, ended.replica() + " was sent that dataset");
            }
        }

        @Override
        public List<Observation> observations() {
            return found.stream().map(RestartedEmpty::observation).toList();
        }
    }

    private static Observation observation(Start start) {
        Span span = start.episode.span();
        List<String> replicas = List.copyOf(start.replicas);
        var nodes = new ArrayList<>(List.of(start.node));
        nodes.addAll(replicas);
        String sentence =
                String.format(
                        Locale.ROOT,
                        "%s came up empty at %s, when it was started again%s.",
                        start.node,
                        Phrases.seconds(span.fromNanos()),
                        replicas.isEmpty() ? "" : "; " + sentTo(replicas));
        return Observation.of(Origin.CONSEQUENCE, sentence, span)
                .on(nodes)
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
                                        "Let a master that is started again by itself persist its"
                                                + " data, or do not start it by itself: its"
                                                + " replicas copy the empty dataset.")
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

    private static String sentTo(List<String> replicas) {
        return Phrases.list(replicas)
                + ", which had followed it, took that dataset in place of "
                + Phrases.agreeing(replicas.size(), "its", "their")
                + " own";
    }
}
