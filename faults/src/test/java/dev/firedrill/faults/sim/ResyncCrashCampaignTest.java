package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/// Many seeds of [ResyncCrashCampaign]. `-Dfiredrill.resynccrash.seeds=1000` runs more of them,
/// `-Dfiredrill.resynccrash.first=17` begins elsewhere.
class ResyncCrashCampaignTest {
    private static final long FIRST = Long.getLong("firedrill.resynccrash.first", 1);
    private static final int SEEDS = Integer.getInteger("firedrill.resynccrash.seeds", 20);

    private static final String AGAIN =
            "./mvnw -pl faults -am test -Dtest=ResyncCrashCampaignTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfiredrill.resynccrash.seeds=1"
                    + " -Dfiredrill.resynccrash.first=";

    @Test
    void aReplicaThatDiesWithNewDataHasTheOldLogOrTheNewOne() {
        System.out.printf("resync crash campaign: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long judged = 0;
        long onNewData = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            ResyncCrashCampaign.Outcome outcome = ResyncCrashCampaign.run(seed);
            if (!outcome.wrong().isEmpty()) {
                fail("seed %d: %s%nagain: %s%d", seed, outcome.wrong(), AGAIN, seed);
            }
            judged += outcome.judged();
            onNewData += outcome.onNewData();
        }
        System.out.printf(
                "resync crash campaign: %d commands judged, %d crashes on new data%n",
                judged, onNewData);
        assertThat(judged).isGreaterThan(100L * SEEDS);
        assertThat(onNewData).isGreaterThan(SEEDS);
    }
}
