package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Fsyncs of the append-only file that took so long that it was written to without waiting for them
/// (`aof_delayed_fsync`).
public final class FsyncsDelayed implements Finding {
    @Override
    public String name() {
        return "delayed-fsync";
    }

    @Override
    public Hearing begin() {
        return new Fsyncs();
    }

    /// The fsyncs of one node: reported one by one, or counted by INFO alone.
    private static final class Node {
        final Episode reported;
        final Episode counted;
        long waitedNanosMax;
        long growth;

        Node(long fromNanos) {
            reported = new Episode(fromNanos);
            counted = new Episode(fromNanos);
        }
    }

    private static final class Fsyncs implements ServerHearing {
        private final Map<String, Node> nodes = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<String, Long> counters = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.FsyncDelayed(_, var node, var waitedNanos)) {
                Node delayed = node(line, node);
                delayed.waitedNanosMax = Math.max(delayed.waitedNanosMax, waitedNanos.orElse(0));
                delayed.reported.add(
                        line,
                        node,
                        waitedNanos.isEmpty()
                                ? "a write went on without its fsync"
                                : "a write waited "
                                        + Phrases.seconds(waitedNanos.getAsLong())
                                        + " and went on");
            } else if (line.event() instanceof Event.Sampled(_, var node, var fields)) {
                Double count = fields.get("aof_delayed_fsync");
                if (count != null) counted(line, node, count.longValue());
            }
        }

        private Node node(JournalLine line, String node) {
            return nodes.computeIfAbsent(node, _ -> new Node(line.atNanos()));
        }

        private void counted(JournalLine line, String node, long count) {
            Long before = counters.put(node, count);
            if (before == null || count <= before) return;
            Node delayed = node(line, node);
            delayed.growth += count - before;
            delayed.counted.add(line, node, "aof_delayed_fsync is " + count);
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            nodes.forEach((name, node) -> all.add(observation(name, node)));
            return all;
        }
    }

    private static Observation observation(String name, Node node) {
        boolean reported = node.reported.count() > 0;
        Episode episode = reported ? node.reported : node.counted;
        long count = reported ? node.reported.count() : node.growth;
        String longest =
                node.waitedNanosMax > 0
                        ? "; a write waited up to " + Phrases.seconds(node.waitedNanosMax)
                        : "";
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s of the append-only file of %s %s delayed %s%s.",
                                Phrases.count(count, "fsync"),
                                name,
                                Phrases.agreeing(count, "was", "were"),
                                Phrases.within(episode.span()),
                                longest),
                        episode.span())
                .on(name)
                .figure("delayedFsyncs", count)
                .figure("waitedMillisMax", node.waitedNanosMax / 1_000_000)
                .shownBy(episode.evidence())
                .causedBy(CausedBy.sameNode(DiskFault.class))
                .explains(UnsyncedAgeAtMost.class, LatencyAtMost.class)
                .build();
    }
}
