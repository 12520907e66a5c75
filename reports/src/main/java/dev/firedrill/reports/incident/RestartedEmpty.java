package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A server that was started again and had nothing to load: neither a snapshot nor an append-only
/// file that its configuration names. [EmptyStart] is the one that leaves data beside it unread.
public final class RestartedEmpty implements Finding {
    private static final int OBSERVED_MAX = 20;

    private static final Remedy PERSIST =
            Remedy.forAll(
                    "Let a master that is started again by itself persist its data, or do not"
                            + " start it by itself: its replicas copy the empty dataset.");

    @Override
    public String name() {
        return "restarted-empty";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    private static final class Starts implements ServerHearing {
        private final Map<String, Integer> starts = new TreeMap<>();
        private final List<Observation> found = new ArrayList<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ProcessStarted started) {
                starts.put(started.node(), started.start());
            } else if (line.event() instanceof Event.DatasetLoaded loaded
                    && loaded.source() == DatasetSource.NOTHING
                    && loaded.ignored().isEmpty()
                    && starts.getOrDefault(loaded.node(), 1) > 1
                    && found.size() < OBSERVED_MAX) {
                found.add(observation(line, loaded.node()));
            }
        }

        @Override
        public List<Observation> observations() {
            return List.copyOf(found);
        }
    }

    private static Observation observation(JournalLine line, String node) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s came up empty at %s, when it was started again.",
                                node,
                                Phrases.seconds(line.atNanos())),
                        Span.at(line.atNanos()))
                .on(node)
                .shownBy(List.of(Evidence.of(line, node + " loaded nothing")))
                .causedBy(
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendonly"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("appendfilename"),
                        CausedBy.sameNode(ConfigurationDrifted.class).about("dbfilename"),
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .explains(RestartKeptDataset.class)
                .remedy(PERSIST)
                .build();
    }
}
