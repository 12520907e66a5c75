package dev.firedrill.faults.docker.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A name leads each host to the proxy of its own pair, and no two pairs share one.
class PairAddressesTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId S1 = new NodeId("sentinel-1");

    private final PairAddresses pairs = new PairAddresses(List.of(M, R1, S1));

    @Test
    void aHostsFileLeadsToTheProxiesOfThatHost() {
        assertThat(pairs.hostsFile(S1)).containsExactly("M:169.254.12.1", "R1:169.254.12.2");
        assertThat(pairs.of(new LinkId(S1, M))).isEqualTo("169.254.12.1");
        assertThat(pairs.of(new LinkId(R1, M))).isEqualTo("169.254.11.1");
    }

    @Test
    void allAddressesDiffer() {
        assertThat(pairs.ofMesh()).hasSize(6).doesNotHaveDuplicates();
        assertThat(pairs.ofMesh()).doesNotContain(pairs.own(M), pairs.own(R1), pairs.own(S1));
    }

    @Test
    void clientsAreNoPair() {
        assertThat(pairs.contains(new LinkId(S1, R1))).isTrue();
        assertThat(pairs.contains(new LinkId(NodeId.CLIENTS, R1))).isFalse();
    }
}
