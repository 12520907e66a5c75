package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// Transactions that meet each other do nothing, say so, and are tried again as the clients do.
class OptimisticUpdatesTest {
    private static final NodeId M = new NodeId("M");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<Event.Operation> operations(BiConsumer<Cluster, Clients> use)
            throws Exception {
        var nodes = List.of(new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false));
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
        var operations = new ArrayList<Event.Operation>();
        try (Cluster cluster = new SimLab().start(spec, LabListener.NOBODY)) {
            int[] number = {0};
            var clients =
                    new Clients(
                            cluster,
                            List.of(NodeId.CLIENTS),
                            _ -> M,
                            new Prng(1),
                            () -> number[0]++,
                            event -> {
                                if (event instanceof Event.Operation one) operations.add(one);
                            });
            use.accept(cluster, clients);
            clients.opened().forEach(RecordingClient::stop);
        }
        return operations;
    }

    @Test
    void ofTwoThatMeetOneDoesNothing() throws Exception {
        List<Event.Operation> seen =
                operations((cluster, clients) -> {
                    List<RecordingClient> two = clients.open(2);
                    cluster.runFor(SECOND);
                    two.forEach(one -> one.update("k", old -> old + one.number(), _ -> {}));
                    cluster.runFor(SECOND);
                    two.getFirst().update("k", old -> old + "x", _ -> {});
                    cluster.runFor(SECOND);
                });

        assertThat(seen)
                .extracting(Event.Operation::command, Event.Operation::outcome)
                .containsExactly(
                        tuple("SET", Outcome.OK),
                        tuple("SET", Outcome.FAILED),
                        tuple("SET", Outcome.OK));
        assertThat(seen.get(1).error()).isEqualTo(Event.Operation.CONFLICT);
        assertThat(seen.getLast().arguments())
                .containsExactly(seen.getFirst().arguments().getFirst() + "x");
    }

    @Test
    void withoutAConnectionNothingCanHaveHappened() throws Exception {
        List<Event.Operation> seen =
                operations((cluster, clients) -> {
                    RecordingClient client = clients.open(1).getFirst();
                    client.update("k", _ -> "v", _ -> {});
                    cluster.runFor(SECOND);
                    cluster.inject(new ProcessInjection.PauseNode(M));
                    client.update("k", _ -> "v", _ -> {});
                    client.stop();
                });

        assertThat(seen).hasSize(2).allMatch(one -> one.outcome() == Outcome.FAILED);
    }

    private static long conflicts(Retrying retrying) throws Exception {
        return operations(
                        (cluster, clients) -> {
                            Workload.Running running =
                                    new OptimisticUpdates(50, 50, retrying).begin(clients);
                            cluster.runFor(SECOND);
                            var paused = cluster.inject(new ProcessInjection.PauseNode(M));
                            cluster.runFor(Duration.ofSeconds(2));
                            paused.heal();
                            cluster.runFor(Duration.ofSeconds(5));
                            running.finish();
                            assertThat(cluster.await(SECOND, running::idle)).isTrue();
                        })
                .stream()
                .filter(one -> one.error().equals(Event.Operation.CONFLICT))
                .count();
    }

    /// Fifty clients that a pause has brought together, one of which succeeds in each round.
    @Test
    void clientsThatTryAgainAtOnceMeetEachOtherInEveryRound() throws Exception {
        assertThat(conflicts(Retrying.AT_ONCE)).isGreaterThan(1_000);
    }

    @Test
    void clientsWithABudgetGiveUp() throws Exception {
        assertThat(conflicts(Retrying.BACKING_OFF)).isBetween(40L, 80L);
    }

    /// Also where no connection is open yet.
    @Test
    void aWarmUpMeetsNobodyAndEnds() throws Exception {
        List<Event.Operation> seen =
                operations((cluster, clients) -> {
                    Workload.Running running = new WarmUp(5, 40).begin(clients);
                    assertThat(cluster.await(SECOND.multipliedBy(5), running::idle)).isTrue();
                    assertThat(running.keys()).hasSize(5);
                });

        assertThat(seen.stream().filter(one -> one.outcome() == Outcome.OK)).hasSize(200);
        assertThat(seen)
                .noneMatch(one -> one.error().equals(Event.Operation.CONFLICT))
                .extracting(Event.Operation::key)
                .containsOnly(
                        "warm-up:0000",
                        "warm-up:0001",
                        "warm-up:0002",
                        "warm-up:0003",
                        "warm-up:0004");
    }

    @Test
    void aWarmUpThatIsFinishedBeginsNothingMore() throws Exception {
        List<Event.Operation> seen =
                operations((cluster, clients) -> {
                    Workload.Running running = new WarmUp(1, 1_000_000).begin(clients);
                    cluster.runFor(SECOND);
                    running.finish();
                    assertThat(cluster.await(SECOND, running::idle)).isTrue();
                });

        assertThat(seen).hasSizeBetween(10, 999_999);
    }

    @Test
    void aBudgetIsATenthOfTheRequestsAndAFewInARow() {
        var budget = new RetryBudget();
        for (int i = 0; i < 10; i++) assertThat(budget.allowsRetry()).isTrue();
        assertThat(budget.allowsRetry()).isFalse();
        for (int i = 0; i < 11; i++) budget.requested();
        assertThat(budget.allowsRetry()).isTrue();
        assertThat(budget.allowsRetry()).isFalse();
    }
}
