package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What a full resync takes longer when one of its two processes has never done it before: a JVM
/// loads and interprets what nobody has asked for yet. Of a dataset of one key, so that nothing
/// else takes time.
///
/// @param masterNanos the first snapshot that a process sends
/// @param replicaNanos the first one that it receives and loads
record FirstResync(double masterNanos, double replicaNanos) {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final Duration RESYNC_MAX = Duration.ofMinutes(1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final String CONF = "save \"\"\nrepl-diskless-sync-delay 0\n";
    private static final int WARM_RESYNCS = 5;

    static FirstResync measure(Lab lab, Target engine, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        progress.accept("the first resync");
        List<NodeSpec> nodes =
                Stream.of(M, R1, R2)
                        .map(id -> new NodeSpec(id, CONF, List.of(), OptionalLong.empty(), false))
                        .toList();
        var spec = new ClusterSpec("calibrate-resync", 1, engine, nodes, List.of());
        var resyncs = new Resyncs();
        try (Cluster cluster = lab.start(spec, resyncs)) {
            for (NodeId node : List.of(M, R1, R2)) {
                awaitAnswer(cluster, node);
            }
            ask(cluster, M, "SET", "k", "v");
            double bothFirst = resync(cluster, resyncs, R1);
            double neither = Double.MAX_VALUE;
            for (int i = 0; i < WARM_RESYNCS; i++) {
                neither = Math.min(neither, resync(cluster, resyncs, R1));
            }
            double replicaFirst = resync(cluster, resyncs, R2);
            return new FirstResync(
                    Math.max(0, bothFirst - replicaFirst), Math.max(0, replicaFirst - neither));
        }
    }

    /// A replica that was a master meanwhile has a history of its own, so it is resynced in full.
    ///
    /// @return how long it takes, in nanoseconds
    private static double resync(Cluster cluster, Resyncs resyncs, NodeId replica)
            throws CalibrationFailed {
        ask(cluster, replica, "REPLICAOF", "NO", "ONE");
        String[] address = cluster.address(replica, M).split(" ", -1);
        int before = resyncs.ended();
        ask(cluster, replica, "REPLICAOF", address[0], address[1]);
        resyncs.await(cluster, before + 1);
        return resyncs.tookNanos();
    }

    private static String ask(Cluster cluster, NodeId node, String... words)
            throws CalibrationFailed {
        return cluster.admin(node, ANSWER_MAX, List.of(words))
                .filter(reply -> !(reply instanceof Reply.Failure))
                .map(Reply::describe)
                .orElseThrow(() ->
                        new CalibrationFailed(
                                node + " did not carry out " + String.join(" ", words)));
    }

    private static void awaitAnswer(Cluster cluster, NodeId node) throws CalibrationFailed {
        for (long end = cluster.nowNanos() + RESYNC_MAX.toNanos(); cluster.nowNanos() < end; ) {
            if (cluster.admin(node, ANSWER_MAX, List.of("PING")).isPresent()) return;
            cluster.runFor(POLL);
        }
        throw new CalibrationFailed(
                String.format(
                        Locale.ROOT,
                        "%s did not answer PING within %d s",
                        node,
                        RESYNC_MAX.toSeconds()));
    }
}
