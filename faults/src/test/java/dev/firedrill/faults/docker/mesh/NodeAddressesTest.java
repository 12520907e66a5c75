package dev.firedrill.faults.docker.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAddressesTest {
    private static final List<NodeId> NODES =
            List.of(new NodeId("M"), new NodeId("R1"), new NodeId("R10"));

    private final NodeAddresses names = new NodeAddresses(NODES, true);

    @ParameterizedTest
    @CsvSource({
        "R1:6379, R1",
        "R10:6379, R10",
        "R1, R1",
        "R2:6379, R2:6379",
        "172.18.0.2:6379, 172.18.0.2:6379",
        "'', ''",
    })
    void aReplicaIsCalledByItsNode(String printed, String name) {
        assertThat(names.known(decided(printed))).isEqualTo(decided(name));
        assertThat(names.known(ended(printed))).isEqualTo(ended(name));
        assertThat(names.known(closed(printed))).isEqualTo(closed(name));
    }

    private static NodeEvent decided(String replica) {
        return new NodeEvent.ResyncDecided(
                replica,
                ResyncKind.PARTIAL,
                ResyncReason.CONTINUED,
                OptionalLong.of(7),
                OptionalLong.empty(),
                OptionalLong.of(9));
    }

    private static NodeEvent ended(String replica) {
        return new NodeEvent.ResyncEnded(replica, ResyncKind.FULL, OptionalLong.of(5));
    }

    private static NodeEvent closed(String replica) {
        return new NodeEvent.ReplicaClosed(replica, ReplicaCloseReason.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({
        "172.18.0.2:6380, R1",
        "172.18.0.2:6381, R10",
        "172.18.0.2:6390, 172.18.0.2:6390",
        "client id #7, client id #7",
    })
    void whereNoneIsAnnouncedThePortTellsTheNode(String printed, String name) {
        var sockets = new NodeAddresses(NODES, false);
        assertThat(sockets.known(decided(printed))).isEqualTo(decided(name));
        assertThat(NODES.stream().map(sockets::port)).containsExactly(6379, 6380, 6381);
        assertThat(NODES.stream().map(names::port)).containsExactly(6379, 6379, 6379);
    }

    @Test
    void otherEventsStayAsTheyAre() {
        var kept = new NodeEvent.SnapshotKept("R1:6379");
        assertThat(names.known(kept)).isSameAs(kept);
    }
}
