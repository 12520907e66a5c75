package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The lines of a cluster before anything is broken.
class TopologyTest {
    private static final NodeId EAST = new NodeId("east");
    private static final NodeId WEST = new NodeId("west");

    /// Everything in one region is far from everything in the other; inside a region nothing is,
    /// and clients do not talk to clients.
    @Test
    void regionsThatAreFarApartHaveALongLineFromEachPlaceToEachPlaceOfTheOther() {
        Topology topology =
                Topology.master("")
                        .withReplicas(2, "")
                        .withClientsAt(EAST, WEST)
                        .farApart(
                                List.of(Topology.MASTER, Topology.replica(1), EAST),
                                List.of(Topology.replica(2), WEST),
                                Duration.ofMillis(60));

        assertThat(topology.links().stream().map(line -> line.link().toString()))
                .containsExactlyInAnyOrder(
                        "M->R2",
                        "R2->M",
                        "M->west",
                        "west->M",
                        "R1->R2",
                        "R2->R1",
                        "R1->west",
                        "west->R1",
                        "east->R2",
                        "R2->east");
        assertThat(topology.links())
                .extracting(LinkSpec::latency)
                .containsOnly(Duration.ofMillis(30));
        assertThat(topology.links()).allMatch(line -> line.bytesPerSecond().isEmpty());
    }
}
