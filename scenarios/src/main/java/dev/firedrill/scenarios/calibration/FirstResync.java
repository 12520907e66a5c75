package dev.firedrill.scenarios.calibration;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What a full resync takes longer when one of its two processes has never done it before: a JVM
/// loads and interprets what nobody has asked for yet. Told apart are what it takes longer with
/// next to no data, and what each entry adds to that.
///
/// @param masterNanos the first snapshot that a process sends
/// @param replicaNanos the first one that it receives and loads
/// @param masterNanosPerEntry of the first [CostModel.Cold#ENTRIES]
/// @param replicaNanosPerEntry of the first [CostModel.Cold#ENTRIES]
record FirstResync(
        double masterNanos,
        double replicaNanos,
        double masterNanosPerEntry,
        double replicaNanosPerEntry) {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final String CONF = "save \"\"\nrepl-diskless-sync-delay 0\n";
    private static final int WARM_RESYNCS = 5;
    private static final int MANY = (int) CostModel.Cold.ENTRIES;
    private static final int VALUE_BYTES = 100;
    private static final int WINDOW = 64;

    /// @param masterNanos how much longer, when the master does it for the first time
    /// @param replicaNanos how much longer, when the replica does
    private record Longer(double masterNanos, double replicaNanos) {}

    static FirstResync measure(Lab lab, Target engine, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        progress.accept("the first resync");
        Longer ofOne = longer(lab, engine, 1);
        Longer ofMany = longer(lab, engine, MANY);
        return new FirstResync(
                ofOne.masterNanos,
                ofOne.replicaNanos,
                (ofMany.masterNanos - ofOne.masterNanos) / MANY,
                (ofMany.replicaNanos - ofOne.replicaNanos) / MANY);
    }

    private static Longer longer(Lab lab, Target engine, int entries)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        List<NodeSpec> nodes =
                Stream.of(M, R1, R2)
                        .map(id -> new NodeSpec(id, CONF, List.of(), OptionalLong.empty(), false))
                        .toList();
        var spec = new ClusterSpec("calibrate-resync", 1, engine, nodes, List.of());
        var resyncs = new Resyncs();
        try (Cluster cluster = lab.start(spec, resyncs)) {
            for (NodeId node : List.of(M, R1, R2)) {
                Operator.awaitPong(cluster, node);
            }
            byte[] value = bytes("v".repeat(VALUE_BYTES));
            Stopwatch.of(
                    cluster,
                    M,
                    Stopwatch.Way.OPERATOR,
                    entries,
                    WINDOW,
                    i -> List.of(bytes("SET"), bytes("calibrate:" + i), value));
            double bothFirst = resync(cluster, resyncs, R1);
            double neither = Double.MAX_VALUE;
            for (int i = 0; i < WARM_RESYNCS; i++) {
                neither = Math.min(neither, resync(cluster, resyncs, R1));
            }
            double replicaFirst = resync(cluster, resyncs, R2);
            return new Longer(
                    Math.max(0, bothFirst - replicaFirst), Math.max(0, replicaFirst - neither));
        }
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /// A replica that was a master meanwhile has a history of its own, so it is resynced in full.
    ///
    /// @return how long it takes, in nanoseconds
    private static double resync(Cluster cluster, Resyncs resyncs, NodeId replica)
            throws CalibrationFailed {
        Operator.ask(cluster, replica, "REPLICAOF", "NO", "ONE");
        String[] address = cluster.address(replica, M).split(" ", -1);
        int before = resyncs.ended();
        Operator.ask(cluster, replica, "REPLICAOF", address[0], address[1]);
        resyncs.await(cluster, before + 1);
        return resyncs.tookNanos();
    }
}
