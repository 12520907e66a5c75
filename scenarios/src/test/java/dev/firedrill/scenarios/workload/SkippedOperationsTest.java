package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A load whose keys are all busy says what it did not begin, without making the journal grow.
class SkippedOperationsTest {
    private static final NodeId M = new NodeId("M");
    private static final int PER_SECOND = 100;

    /// One second of service, five of a master that stands still.
    private static List<Event> events(Workload load) throws Exception {
        return events(load, Duration.ofSeconds(5));
    }

    private static List<Event> events(Workload load, Duration pause) throws Exception {
        var nodes = List.of(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
        var events = new ArrayList<Event>();
        try (Cluster cluster = new SimLab().start(spec, LabListener.NOBODY)) {
            int[] number = {0};
            var clients =
                    new Clients(
                            cluster,
                            List.of(NodeId.CLIENTS),
                            _ -> M,
                            new Prng(1),
                            () -> number[0]++,
                            events::add);
            Workload.Running running = load.begin(clients);
            cluster.runFor(Duration.ofSeconds(1));
            assertThat(events).noneMatch(Event.OperationsSkipped.class::isInstance);
            cluster.inject(new ProcessInjection.PauseNode(M));
            cluster.runFor(pause);
            running.finish();
            clients.opened().forEach(RecordingClient::stop);
        }
        return events;
    }

    private static long skipped(List<Event> events) {
        return events.stream()
                .filter(Event.OperationsSkipped.class::isInstance)
                .mapToLong(event -> ((Event.OperationsSkipped) event).count())
                .sum();
    }

    private static void assertSkipped(List<Event> events) {
        List<Event.OperationsSkipped> skipped =
                events.stream()
                        .filter(Event.OperationsSkipped.class::isInstance)
                        .map(Event.OperationsSkipped.class::cast)
                        .toList();
        assertThat(skipped).hasSizeBetween(4, 7);
        assertThat(skipped(events)).isBetween(4L * PER_SECOND, 6L * PER_SECOND);
        assertThat(skipped)
                .allSatisfy(one -> {
                    assertThat(one.firstDueAtNanos()).isLessThanOrEqualTo(one.lastDueAtNanos());
                    assertThat(one.atNanos() - one.firstDueAtNanos())
                            .isLessThanOrEqualTo(1_000_000_000L);
                });
    }

    @Test
    void writes() throws Exception {
        assertSkipped(events(new Writes(10, PER_SECOND, 5)));
    }

    /// New keys without end, but no more than 256 for each of 16 clients at a time.
    @Test
    void inserts() throws Exception {
        List<Event> events = events(new Inserts(2_000, 5), Duration.ofSeconds(4));

        assertThat(skipped(events)).isBetween(2_000L, 6_000L);
        assertThat(events)
                .filteredOn(Event.Operation.class::isInstance)
                .filteredOn(event -> ((Event.Operation) event).outcome() != Outcome.OK)
                .hasSizeLessThanOrEqualTo(16 * 256);
    }

    @Test
    void billing() throws Exception {
        assertSkipped(events(new Billing(10, PER_SECOND)));
    }
}
