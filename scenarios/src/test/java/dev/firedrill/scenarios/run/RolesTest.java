package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.run.Roles.Claim;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who the master is, after what the nodes say of themselves.
class RolesTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");

    private static final Claim MASTER = new Claim("master", "");

    private static Claim follows(NodeId master) {
        return new Claim("slave", "host " + master);
    }

    private static Map<NodeId, Claim> claims(Claim m, Claim r1, Claim r2) {
        var claims = new LinkedHashMap<NodeId, Claim>();
        claims.put(M, m);
        claims.put(R1, r1);
        claims.put(R2, r2);
        return claims;
    }

    private static NodeId choose(Map<NodeId, Claim> claims, NodeId known, boolean promoted) {
        return Roles.choose(claims, known, promoted, (_, to) -> "host " + to);
    }

    @Test
    void aMasterThatIsGoneWithoutAnotherStaysTheMaster() {
        assertThat(choose(claims(Claim.SILENT, follows(M), follows(M)), M, false)).isEqualTo(M);
    }

    /// The seed incident: the master has come back as a replica of itself.
    @Test
    void aMasterThatFollowsItselfStaysTheMaster() {
        assertThat(choose(claims(follows(M), follows(M), follows(M)), M, false)).isEqualTo(M);
    }

    @Test
    void aReplicaThatWasPromotedIsTheMasterOnceTheOldOneIsGone() {
        assertThat(choose(claims(Claim.SILENT, MASTER, follows(R1)), M, false)).isEqualTo(R1);
    }

    /// Sentinel promotes without telling the drill.
    @Test
    void underASplitBrainTheMasterIsTheOneThatMostNodesFollow() {
        assertThat(choose(claims(MASTER, MASTER, follows(R1)), M, false)).isEqualTo(R1);
        assertThat(choose(claims(MASTER, MASTER, follows(M)), M, false)).isEqualTo(M);
    }

    @Test
    void aPromotionByTheOperatorCountsBeforeTheOthersFollow() {
        assertThat(choose(claims(MASTER, MASTER, follows(M)), R1, true)).isEqualTo(R1);
    }

    @Test
    void anOldMasterThatWasDemotedIsOneOfTheReplicas() {
        assertThat(choose(claims(follows(R1), MASTER, follows(R1)), R1, true)).isEqualTo(R1);
    }

    /// A replica of a replica makes its own master no master of the cluster.
    @Test
    void aChainOfReplicasHasOneMaster() {
        assertThat(choose(claims(MASTER, follows(M), follows(R1)), M, false)).isEqualTo(M);
    }
}
