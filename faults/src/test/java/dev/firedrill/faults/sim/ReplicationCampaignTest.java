package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/// Many seeds of [ReplicationCampaign]. `-Dfiredrill.replication.seeds=1000` runs more of them,
/// `-Dfiredrill.replication.first=17` begins elsewhere.
class ReplicationCampaignTest {
    private static final long FIRST = Long.getLong("firedrill.replication.first", 1);
    private static final int SEEDS =
            Integer.getInteger("firedrill.replication.seeds", PlantedBugsTest.SEEDS);

    private static final String AGAIN =
            "./mvnw -pl faults -am test -Dtest=ReplicationCampaignTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfiredrill.replication.seeds=1"
                    + " -Dfiredrill.replication.first=";

    @Test
    void replicasNeverDifferFromTheirMasterNorItsClientsFromWhatTheyWrote() {
        System.out.printf("replication campaign: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long acknowledged = 0;
        long partial = 0;
        long full = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            ReplicationCampaign.Outcome outcome = ReplicationCampaign.run(seed);
            if (!outcome.wrong().isEmpty()) {
                fail("seed %d: %s%nagain: %s%d", seed, outcome.wrong(), AGAIN, seed);
            }
            acknowledged += outcome.acknowledged();
            partial += outcome.partial();
            full += outcome.full();
        }
        System.out.printf(
                "replication campaign: %d acknowledged writes judged, %d partial and %d full"
                        + " resyncs%n",
                acknowledged, partial, full);
        assertThat(acknowledged).isGreaterThan(100L * SEEDS);
        assertThat(partial).isGreaterThan(SEEDS);
        assertThat(full).isGreaterThan(2L * SEEDS);
    }
}
