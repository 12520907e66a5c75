package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.mesh.PairAddresses;
import dev.firedrill.faults.docker.mesh.ProxyMesh;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SharedLinesTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final NodeId GUARD = new NodeId("s-1");

    private static LinkSpec on(String line, NodeId from, NodeId to) {
        return new LinkSpec(
                new LinkId(from, to),
                Duration.ZERO,
                Duration.ZERO,
                OptionalLong.of(2_500_000),
                Optional.of(line));
    }

    private static List<String> lines(List<NodeId> guards, LinkSpec... links) {
        Map<LinkId, Integer> ports =
                ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS), guards);
        var addresses = new NodeAddresses(List.of(M, R1, R2), true, guards);
        return SharedLines.lines(List.of(links), ports, addresses);
    }

    /// Replicas connect to their master: what the line carries comes from the proxies that they
    /// connected to.
    @Test
    void aLineIsNamedByTheProxiesThatItsBytesComeFrom() {
        Map<LinkId, Integer> ports =
                ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS), List.of());
        assertThat(lines(List.of(), on("out", M, R1), on("out", M, R2), on("back", R1, M)))
                .containsExactly(
                        "2500000="
                                + ports.get(new LinkId(R1, M))
                                + ","
                                + ports.get(new LinkId(R2, M)));
    }

    @Test
    void whereNamesLeadToProxiesTheirAddressesTellThemApart() {
        var addresses = new NodeAddresses(List.of(M, R1, R2), true, List.of(GUARD));
        PairAddresses hosts = addresses.pairs().orElseThrow();
        assertThat(lines(List.of(GUARD), on("out", M, R1), on("out", M, R2)))
                .containsExactly(
                        "2500000="
                                + hosts.of(new LinkId(R1, M))
                                + ":6379,"
                                + hosts.of(new LinkId(R2, M))
                                + ":6379");
    }

    @Test
    void aLineOfOneLinkNeedsNothing() {
        assertThat(lines(List.of(), on("out", M, R1), on("other", M, R2))).isEmpty();
    }
}
