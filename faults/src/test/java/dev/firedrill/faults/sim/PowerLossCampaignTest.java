package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.firedrill.engine.node.Disk;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many seeds of [PowerLossCampaign]. `-Dfiredrill.powerloss.seeds=1000` runs more of them,
/// `-Dfiredrill.powerloss.first=17` begins elsewhere.
class PowerLossCampaignTest {
    private static final long FIRST = Long.getLong("firedrill.powerloss.first", 1);
    private static final int SEEDS = Integer.getInteger("firedrill.powerloss.seeds", 50);
    private static final int SEEDS_FOR_A_PLANTED_BUG = 40;

    private static final String AGAIN =
            "./mvnw -pl faults -am test -Dtest=PowerLossCampaignTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfiredrill.powerloss.seeds=1"
                    + " -Dfiredrill.powerloss.first=";

    @Test
    void noPowerLossTakesWhatAClientCouldCountOn() throws Exception {
        System.out.printf("power loss campaign: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long acknowledged = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            PowerLossCampaign.Outcome outcome = PowerLossCampaign.run(seed, disk -> disk);
            if (!outcome.wrong().isEmpty()) {
                fail("seed %d: %s%nagain: %s%d", seed, outcome.wrong(), AGAIN, seed);
            }
            acknowledged += outcome.acknowledged();
        }
        System.out.printf("power loss campaign: %d acknowledged writes judged%n", acknowledged);
        assertThat(acknowledged).isGreaterThan(100L * SEEDS);
    }

    @ParameterizedTest
    @EnumSource(LyingDisk.Lie.class)
    void aPlantedBugIsFound(LyingDisk.Lie lie) throws Exception {
        UnaryOperator<Disk> lying = disk -> new LyingDisk(disk, lie);
        for (long seed = 1; seed <= SEEDS_FOR_A_PLANTED_BUG; seed++) {
            String wrong = PowerLossCampaign.run(seed, lying).wrong();
            if (!wrong.isEmpty()) {
                System.out.printf(
                        "%s found with seed %d: %s%n",
                        lie, seed, wrong.lines().findFirst().orElse(""));
                return;
            }
        }
        fail("%s was not found within %d seeds", lie, SEEDS_FOR_A_PLANTED_BUG);
    }
}
