package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.SnapshotPurpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A master that waits for its append-only file before it answers (`appendfsync always`) wrote
/// snapshots for its replicas to the same disk: clients waited until the disk had taken the
/// snapshot.
public final class SnapshotOnDiskOfLog implements Finding {
    private static final long SLOW_NANOS = 500_000_000;
    private static final long SLOW_MICROS = SLOW_NANOS / 1_000;

    /// So many slow answers are no accident.
    private static final int SLOW_ANSWERS_MIN = 10;

    @Override
    public String name() {
        return "snapshot-on-disk-of-log";
    }

    @Override
    public Hearing begin() {
        return new Snapshots();
    }

    private static final class Node {
        boolean always;
        boolean throughDisk;

        /// Of the present snapshot, or of the last one.
        long beganNanos = Long.MAX_VALUE;

        long endedNanos = Long.MAX_VALUE;
        long snapshots;
        long slowAnswers;
        @Nullable Episode slow;

        boolean writesThere() {
            return always && throughDisk;
        }

        /// Whether something that took from one moment to the other did so beside a snapshot.
        boolean beside(long fromNanos, long toNanos) {
            return writesThere() && toNanos >= beganNanos && fromNanos <= endedNanos;
        }
    }

    private static final class Snapshots implements Hearing {
        private final AfterFirstFault fault = new AfterFirstFault();
        private final Map<String, Node> nodes = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<Integer, String> loads = new TreeMap<>();

        private Node node(String name) {
            return nodes.computeIfAbsent(name, _ -> new Node());
        }

        @Override
        public void hear(JournalLine line) {
            boolean disturbed = fault.hear(line.event());
            if (line.event() instanceof Event.Operation operation) {
                if (disturbed && operation.outcome() == Outcome.OK) answered(line, operation);
            } else if (line.event() instanceof Event.LoadBegan began) {
                loads.put(began.load(), began.node());
            } else if (line.event() instanceof Event.LoadMeasured measured && disturbed) {
                measured(line, measured);
            } else {
                server(line, disturbed);
            }
        }

        private void server(JournalLine line, boolean disturbed) {
            if (line.event() instanceof Event.ConfigFileObserved(_, var name, _, var lines)) {
                var conf = new RedisConfLines(lines);
                Node node = node(name);
                node.always = conf.value("appendfsync").equals(Optional.of("always"));
                node.throughDisk = conf.value("repl-diskless-sync").equals(Optional.of("no"));
            } else if (line.event() instanceof Event.SnapshotBegan began
                    && began.purpose() == SnapshotPurpose.REPLICATION) {
                began(line, node(began.node()), began, disturbed);
            } else if (line.event() instanceof Event.SnapshotEnded ended
                    && ended.purpose() == SnapshotPurpose.REPLICATION) {
                node(ended.node()).endedNanos = line.atNanos();
            }
        }

        private static void began(
                JournalLine line, Node node, Event.SnapshotBegan began, boolean disturbed) {
            node.beganNanos = line.atNanos();
            node.endedNanos = Long.MAX_VALUE;
            if (!disturbed || !node.writesThere()) return;
            node.snapshots++;
            Episode slow = node.slow == null ? new Episode(line.atNanos()) : node.slow;
            node.slow = slow;
            slow.add(line, began.node(), "a snapshot for replicas begins");
        }

        private void answered(JournalLine line, Event.Operation operation) {
            long nanos = operation.atNanos() - operation.invokedAtNanos();
            Node node = node(operation.node());
            if (nanos < SLOW_NANOS
                    || !node.beside(operation.invokedAtNanos(), operation.atNanos())) {
                return;
            }
            slow(
                    line,
                    node,
                    operation.node(),
                    1,
                    operation.command() + " was answered after " + Phrases.seconds(nanos));
        }

        private void measured(JournalLine line, Event.LoadMeasured measured) {
            String name = loads.get(measured.load());
            if (name == null) return;
            long count =
                    measured.latencyMicros().entrySet().stream()
                            .filter(one -> one.getKey() >= SLOW_MICROS)
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            if (count > 0 && node(name).beside(measured.fromNanos(), measured.toNanos())) {
                slow(
                        line,
                        node(name),
                        name,
                        count,
                        count + " operations of the load took more than 500 ms");
            }
        }

        private static void slow(
                JournalLine line, Node node, String name, long count, String text) {
            Episode slow = node.slow;
            if (slow == null) return;
            node.slowAnswers += count;
            slow.add(line, name, text);
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            nodes.forEach((name, node) -> {
                Episode slow = node.slow;
                if (slow != null && node.slowAnswers >= SLOW_ANSWERS_MIN) {
                    all.add(observation(name, node, slow));
                }
            });
            return all;
        }
    }

    private static Observation observation(String name, Node node, Episode slow) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s wrote %s for its replicas to the disk of its append-only file,"
                                        + " for which its answers wait (appendfsync always): %d of"
                                        + " them took more than %d ms %s.",
                                name,
                                Phrases.count(node.snapshots, "snapshot"),
                                node.slowAnswers,
                                SLOW_NANOS / 1_000_000,
                                Phrases.when(slow.span())),
                        slow.span())
                .on(name)
                .figure("snapshots", node.snapshots)
                .figure("slowAnswers", node.slowAnswers)
                .shownBy(slow.evidence())
                .causedBy(
                        CausedBy.sameNode(DiskFault.class),
                        CausedBy.sameNode(ResourceFault.class),
                        CausedBy.anywhere(FullResyncs.class))
                .explains(LatencyAtMost.class)
                .remedy(
                        Remedy.forAll("Send snapshots to the replicas past the disk.")
                                .setting("repl-diskless-sync", "yes"))
                .build();
    }
}
