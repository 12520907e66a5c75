package dev.firedrill.scenarios.calibration;

import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// How many bytes of a connection are on their way while its receiver lags: what a replica still
/// receives after its master has dropped it in the middle of a stream that a slow line holds up.
final class Window {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final long BYTES_PER_SECOND = 2_500_000;
    private static final int VALUES = 1_200;
    private static final int VALUE_BYTES = 50_000;
    private static final int AT_ONCE = 8;

    /// Toxiproxy holds up to 1,024 pieces of 32 KiB for each connection that it delays.
    private static final Duration DELAY = Duration.ofMillis(20);

    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration DOWN_MAX = Duration.ofMinutes(1);

    /// In which all buffers on the way fill up.
    private static final Duration LAGGING = Duration.ofSeconds(4);

    private Window() {}

    static long measure(Lab lab, Target engine, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        progress.accept("what is on its way");
        return measure(lab, engine, List.of());
    }

    /// The same on a link that delays what it carries.
    static long measureDelayed(Lab lab, Target engine, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        progress.accept("what is on its way where it is delayed");
        var delayed =
                new LinkSpec(
                        new LinkId(M, R),
                        DELAY,
                        Duration.ZERO,
                        OptionalLong.empty(),
                        Optional.empty());
        return measure(lab, engine, List.of(delayed));
    }

    private static long measure(Lab lab, Target engine, List<LinkSpec> links)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        var nodes =
                List.of(
                        node(M, "client-output-buffer-limit replica 0 0 0\n"),
                        node(R, "replicaof ${M}\n"));
        var spec = new ClusterSpec("calibrate-window", 1, engine, nodes, links);
        var resyncs = new Resyncs();
        try (Cluster cluster = lab.start(spec, resyncs)) {
            resyncs.await(cluster, 1);
            Handle line =
                    cluster.inject(new LinkInjection.LimitLink(new LinkId(M, R), BYTES_PER_SECOND));
            if (!line.begun().bit()) {
                throw new CalibrationFailed("the line has no limit: " + line.begun().measured());
            }
            byte[] value = bytes("v".repeat(VALUE_BYTES));
            Stopwatch.of(
                    cluster,
                    M,
                    Stopwatch.Way.OPERATOR,
                    VALUES,
                    AT_ONCE,
                    i -> List.of(bytes("SET"), bytes("calibrate:" + i), value));
            cluster.runFor(LAGGING);
            // So that the replica does not come back before it was looked at.
            Operator.ask(cluster, M, "CONFIG", "SET", "requirepass", "calibrate");
            Operator.ask(cluster, M, "CLIENT", "KILL", "TYPE", "replica");
            long received = Operator.info(cluster, R, "slave_repl_offset");
            awaitDown(cluster);
            return Math.max(1, Operator.info(cluster, R, "slave_repl_offset") - received);
        }
    }

    private static NodeSpec node(NodeId id, String conf) {
        return new NodeSpec(id, "save \"\"\n" + conf, List.of(), OptionalLong.empty(), false);
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    private static void awaitDown(Cluster cluster) throws CalibrationFailed {
        for (long end = cluster.nowNanos() + DOWN_MAX.toNanos(); cluster.nowNanos() < end; ) {
            if (Operator.ask(cluster, R, "INFO").contains("master_link_status:down")) return;
            cluster.runFor(POLL);
        }
        throw new CalibrationFailed(
                R + " has not lost its master within " + DOWN_MAX.toSeconds() + " s");
    }
}
