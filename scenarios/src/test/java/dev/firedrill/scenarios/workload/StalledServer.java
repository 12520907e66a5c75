package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.OperatorAction.OperatorCommand;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadInterval;
import dev.firedrill.faults.load.LoadReport;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/// A server that stands still for 100 ms of every second under a load of 1,000 writes a second. A
/// tenth of the writes is due while it does, at evenly spread moments, and waits for the rest of
/// the 100 ms: the one in a thousand that waits longest waits 99 ms.
final class StalledServer {
    static final long STALL_NANOS = 100_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int SECONDS = 20;
    private static final int WARM_SECONDS = 10;
    private static final int PER_SECOND = 1_000;
    private static final double PERCENTILE = 99.9;
    private static final NodeId M = new NodeId("M");

    /// Computed, not measured.
    static final long EXPECTED_NANOS =
            STALL_NANOS - (long) (SECOND_NANOS * (100 - PERCENTILE) / 100);

    private final Histogram latencies = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    private long measuredFromNanos = Long.MAX_VALUE;

    private StalledServer() {}

    /// @return the measured p99.9 in nanoseconds
    static long measured(Lab lab, Target target) throws Exception {
        var nodes = List.of(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        var spec = new ClusterSpec("truthful", 1, lab.resolve(target), nodes, List.of());
        try (Cluster cluster = lab.start(spec, LabListener.NOBODY)) {
            return new StalledServer().measure(cluster);
        }
    }

    /// The same with the writes of a heavy load.
    ///
    /// @return the measured p99.9 in nanoseconds
    static long measuredByHeavyLoad(Lab lab, Target target) throws Exception {
        var nodes = List.of(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        var spec = new ClusterSpec("truthful", 1, lab.resolve(target), nodes, List.of());
        try (Cluster cluster = lab.start(spec, LabListener.NOBODY)) {
            return measureHeavyLoad(cluster);
        }
    }

    private static long measureHeavyLoad(Cluster cluster) {
        var reports = new ArrayList<LoadReport>();
        HeavyLoad writes = HeavyLoad.atRate(PER_SECOND, 2_000, 12);
        RunningLoad load =
                cluster.startLoad(NodeId.CLIENTS, M, writes, (_, report) -> reports.add(report));
        assertThat(cluster.await(Duration.ofSeconds(20), () -> !reports.isEmpty())).isTrue();
        for (int i = 0; i < WARM_SECONDS + SECONDS; i++) {
            stall(cluster);
            cluster.runFor(Duration.ofNanos(SECOND_NANOS - STALL_NANOS));
        }
        assertThat(load.end()).as("the load reports to its end").isTrue();
        var latencies = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
        for (LoadReport report : reports) {
            if (report instanceof LoadReport.Measured(LoadInterval interval)) {
                assertThat(interval.refused() + interval.unanswered()).isZero();
                if (interval.fromNanos() >= WARM_SECONDS * SECOND_NANOS) {
                    interval.latencies()
                            .byMicros()
                            .forEach((micros, count) ->
                                    latencies.recordValueWithCount(micros * 1_000, count));
                }
            }
        }
        assertThat(latencies.getTotalCount()).isGreaterThan(SECONDS * PER_SECOND * 95L / 100);
        return latencies.getValueAtPercentile(PERCENTILE);
    }

    private long measure(Cluster cluster) {
        int[] number = {0};
        var clients =
                new Clients(
                        cluster,
                        List.of(NodeId.CLIENTS),
                        _ -> M,
                        new Prng(1),
                        () -> number[0]++,
                        this::heard);
        var load = new Workload.Running[1];
        cluster.onLoop(() -> load[0] = new Writes(2_000, PER_SECOND, 10).begin(clients));
        // What is measured is the server that stalls, not one that still warms up.
        for (int i = 0; i < WARM_SECONDS; i++) {
            stall(cluster);
            cluster.runFor(Duration.ofSeconds(1));
        }
        long startNanos = cluster.nowNanos();
        cluster.onLoop(() -> measuredFromNanos = startNanos);
        for (int second = 0; second < SECONDS; second++) {
            stall(cluster);
            long next = startNanos + (second + 1) * SECOND_NANOS;
            cluster.runFor(Duration.ofNanos(Math.max(0, next - cluster.nowNanos())));
        }
        cluster.onLoop(() -> load[0].finish());
        boolean answered = cluster.await(Duration.ofSeconds(10), () -> load[0].idle());
        assertThat(answered).as("every write is answered").isTrue();
        cluster.onLoop(() -> clients.opened().forEach(RecordingClient::stop));
        assertThat(latencies.getTotalCount())
                .as("writes in %d s", SECONDS)
                .isBetween(SECONDS * PER_SECOND * 95L / 100, SECONDS * PER_SECOND * 105L / 100);
        return latencies.getValueAtPercentile(PERCENTILE);
    }

    private static void stall(Cluster cluster) {
        OperatorOutcome slept =
                cluster.operate(
                        new OperatorCommand(
                                M, List.of("DEBUG", "SLEEP", Double.toString(STALL_NANOS / 1e9))));
        assertThat(slept.succeeded()).as(slept.seen()).isTrue();
    }

    private void heard(Event event) {
        if (event instanceof Event.Operation operation
                && operation.invokedAtNanos() >= measuredFromNanos) {
            assertThat(operation.outcome()).as(operation.error()).isEqualTo(Outcome.OK);
            latencies.recordValue(operation.atNanos() - operation.invokedAtNanos());
        } else if (event instanceof Event.OperationsSkipped skipped) {
            throw new AssertionError("not begun: " + skipped);
        }
    }
}
