package dev.firedrill.scenarios.calibration;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.sim.CostModel.Stall;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// How often a machine keeps a client waiting because it does something else: other processes, the
/// garbage collector, the proxies. Of a master with and without replicas under a load that is none
/// for any of them, since that is what a drill looks like while nothing is wrong. The lengths are
/// distributed exponentially.
final class Stalls {
    /// Below that a latency shows the timer of the machine.
    private static final double SHORTEST_NANOS = 100_000;

    private static final double CHANCE_MAX = 0.5;
    private static final NodeId M = new NodeId("M");
    private static final Duration BETWEEN = Duration.ofMillis(4);

    /// What it takes to connect.
    private static final int UNCOUNTED = 25;

    /// The first ten seconds, as a drill's steady phase, in which the compilers of all these new
    /// processes are what keeps clients waiting most; and ten seconds later on.
    private static final int COUNTED = 2_500;

    /// So that the later ones are not in [CostModel.Stalls#EARLY_NANOS].
    private static final int BETWEEN_BOTH = 1_250;

    private Stalls() {}

    /// @param processes of the cluster
    static CostModel.Stalls measure(
            Lab lab, Target engine, int processes, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        progress.accept("what clients wait for (servers: " + processes + ")");
        var nodes = new ArrayList<NodeSpec>();
        nodes.add(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        for (int i = 1; i < processes; i++) {
            nodes.add(
                    new NodeSpec(
                            new NodeId("R" + i),
                            "save \"\"\nreplicaof ${M}\n",
                            List.of(),
                            OptionalLong.empty(),
                            false));
        }
        var spec = new ClusterSpec("calibrate-stalls", 1, engine, nodes, List.of());
        var resyncs = new Resyncs();
        try (Cluster cluster = lab.start(spec, resyncs)) {
            Operator.awaitPong(cluster, M);
            resyncs.await(cluster, processes - 1);
            int later = COUNTED + BETWEEN_BOTH;
            long[] all = Paced.latencies(cluster, M, BETWEEN, UNCOUNTED, later + COUNTED);
            return new CostModel.Stalls(
                    of(Arrays.copyOfRange(all, 0, COUNTED)),
                    of(Arrays.copyOfRange(all, later, all.length)));
        }
    }

    /// From what one in twenty and one in a hundred clients wait longer than half of them do.
    static Stall of(long[] latenciesNanos) {
        long[] sorted = latenciesNanos.clone();
        Arrays.sort(sorted);
        double median = at(sorted, 0.5);
        double twentieth = at(sorted, 0.95) - median;
        double hundredth = at(sorted, 0.99) - median;
        if (hundredth < SHORTEST_NANOS) return Stall.NONE;
        double nanos = Math.max(SHORTEST_NANOS, hundredth - twentieth) / Math.log(5);
        double chance = 0.01 * Math.exp(hundredth / nanos);
        if (chance <= CHANCE_MAX) return new Stall(chance, Math.round(nanos));
        // Then the tail is no exponential one: as long as it has to be for one in a hundred.
        return new Stall(CHANCE_MAX, Math.round(hundredth / Math.log(CHANCE_MAX / 0.01)));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
