package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What an operator does wrong does to the cluster what it does to a real one, and is an operator's
/// event: no fault, and nothing that is proven or healed.
class OperatorErrorsTest {
    private static final NodeId M = Topology.MASTER;
    private static final NodeId R1 = Topology.replica(1);
    private static final NodeId R2 = Topology.replica(2);

    private final List<Event> events = new ArrayList<>();

    private void drill(Consumer<Drill> step) throws Exception {
        OneDrill.run(step, events::add);
        assertThat(events).noneMatch(Event.FaultPlanned.class::isInstance);
    }

    private static String ask(Drill drill, NodeId node, String... command) {
        return drill.cluster()
                .admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("no answer");
    }

    private List<OperatorAction> actions() {
        return events.stream()
                .filter(Event.OperatorActed.class::isInstance)
                .map(event -> ((Event.OperatorActed) event).action())
                .toList();
    }

    @Test
    void aFlushOfTheMasterEmptiesItsReplicas() throws Exception {
        drill(drill -> {
            drill.load().preload(1_000, 10);
            drill.operator().flushAll(M);
            drill.runFor(Duration.ofMillis(300));
            assertThat(Integer.parseInt(ask(drill, R1, "DBSIZE"))).isLessThan(50);
        });
    }

    @Test
    void aReplicaOfItselfNeverGetsAMaster() throws Exception {
        drill(drill -> {
            drill.operator().followItself(R1);
            drill.runFor(Duration.ofSeconds(3));
            assertThat(ask(drill, R1, "INFO", "replication"))
                    .contains("role:slave", "master_host:127.0.0.1", "master_link_status:down");
        });
    }

    @Test
    void aNodeThatSleepsAnswersNobody() throws Exception {
        drill(drill -> {
            long began = drill.cluster().nowNanos();
            drill.operator().debugSleep(R1, Duration.ofMillis(2_500));
            assertThat(drill.cluster().nowNanos() - began).isGreaterThan(2_500_000_000L);
            assertThatThrownBy(() -> drill.operator().debugSleep(R1, Duration.ofSeconds(10)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("DEBUG SLEEP for 10000 ms: give it at most 9 s.");
        });
        assertThat(actions())
                .containsExactly(new OperatorAction.Typed(List.of("DEBUG", "SLEEP", "2.500")));
    }

    @Test
    void anOlderConfigurationForgetsWhatWasChangedSince() throws Exception {
        drill(drill -> {
            String copy = drill.operator().copyOfRedisConf(R1);
            drill.operator().appendToRedisConf(R1, "maxclients 77");
            drill.operator().restart(R1);
            assertThat(ask(drill, R1, "CONFIG", "GET", "maxclients")).contains("77");
            drill.operator().restartWith(R1, copy, "the copy of last week");
            assertThat(ask(drill, R1, "CONFIG", "GET", "maxclients")).doesNotContain("77");
            assertThat(ask(drill, R1, "INFO", "replication")).contains("role:slave");
        });
        assertThat(actions()).contains(new OperatorAction.ConfigReplaced("the copy of last week"));
    }

    @Test
    void withoutItsConfigurationAReplicaComesUpAsAMaster() throws Exception {
        drill(drill -> {
            drill.operator().restartWithoutRedisConf(R1);
            assertThat(ask(drill, R1, "INFO", "replication")).contains("role:master");
        });
    }

    @Test
    void aRollingRestartTakesOneNodeAfterTheOther() throws Exception {
        drill(drill -> {
            drill.operator().rollingRestart(List.of(R2, R1, M), Duration.ofSeconds(2));
            assertThat(drill.cluster().nodes()).allMatch(node -> drill.cluster().starts(node) == 2);
        });
        assertThat(events)
                .filteredOn(Event.OperatorActed.class::isInstance)
                .map(event -> ((Event.OperatorActed) event).node())
                .containsExactly("R2", "R1", "M");
    }
}
