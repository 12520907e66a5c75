package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Latency is measured from the moment at which an operation was due, so that a stall shows in
/// full.
class TruthfulLoadTest {
    private static final NodeId M = new NodeId("M");
    private static final Duration LATE = Duration.ofMillis(50);

    @Test
    void aStallOfATenthOfEverySecondShowsInFull() throws Exception {
        assertThat(StalledServer.measured(new SimLab(), Target.FIREDRILL))
                .isCloseTo(StalledServer.EXPECTED_NANOS, withinPercentage(5));
    }

    @Test
    void theSameStallShowsInAHeavyLoad() throws Exception {
        assertThat(StalledServer.measuredByHeavyLoad(new SimLab(), Target.FIREDRILL))
                .isCloseTo(StalledServer.EXPECTED_NANOS, withinPercentage(5));
    }

    /// A lab whose loop is busy and comes to each timer 50 ms late.
    private static Cluster late(Cluster cluster) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("after")) {
                                cluster.after(
                                        ((Duration) arguments[0]).plus(LATE),
                                        (Runnable) arguments[1]);
                                return null;
                            }
                            try {
                                return method.invoke(cluster, arguments);
                            } catch (InvocationTargetException thrown) {
                                throw thrown.getCause();
                            }
                        });
    }

    @Test
    void whatIsSentLateIsTimedFromWhenItWasDue() throws Exception {
        var nodes = List.of(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
        var operations = new ArrayList<Event.Operation>();
        var deaf = LabListener.NOBODY;
        try (Cluster cluster = new SimLab().start(spec, deaf)) {
            int[] number = {0};
            var clients =
                    new Clients(
                            late(cluster),
                            List.of(NodeId.CLIENTS),
                            _ -> M,
                            new Prng(1),
                            () -> number[0]++,
                            event -> {
                                if (event instanceof Event.Operation one) operations.add(one);
                            });
            Workload.Running running = new Writes(100, 10, 10).begin(clients);
            cluster.runFor(Duration.ofSeconds(3));
            running.finish();
            clients.opened().forEach(RecordingClient::stop);
        }
        assertThat(operations).hasSizeGreaterThan(20);
        assertThat(operations)
                .allSatisfy(one ->
                        assertThat(one.atNanos() - one.invokedAtNanos())
                                .isGreaterThanOrEqualTo(LATE.toNanos()));
    }
}
