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

    /// Most seeds must go to their end, else the campaign shows less than it seems to.
    private static final int OVER_SHARE = 5;

    private static final int REFUSED_SHARE = 10;
    private static final int SEEDS_THAT_SHOW_A_SHARE = 40;

    private static final String AGAIN =
            "./mvnw -pl faults -am test -Dtest=PowerLossCampaignTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfiredrill.powerloss.seeds=1"
                    + " -Dfiredrill.powerloss.first=";

    @Test
    void noPowerLossTakesWhatAClientCouldCountOn() {
        System.out.printf("power loss campaign: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long acknowledged = 0;
        int rounds = 0;
        int refused = 0;
        int over = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            var policy = PowerLossCampaign.Policy.drawnBy(seed);
            var outcome = PowerLossCampaign.run(seed, policy, disk -> disk);
            if (!outcome.wrong().isEmpty()) {
                fail("seed %d: %s%nagain: %s%d", seed, outcome.wrong(), AGAIN, seed);
            }
            acknowledged += outcome.acknowledged();
            rounds += outcome.rounds();
            refused += outcome.refused() ? 1 : 0;
            over += outcome.over() ? 1 : 0;
        }
        System.out.printf(
                "power loss campaign: %d acknowledged writes judged after %d crashes; %d seeds ended"
                        + " early, %d of them with a file that was refused%n",
                acknowledged, rounds, over, refused);
        if (SEEDS >= SEEDS_THAT_SHOW_A_SHARE) {
            assertThat(acknowledged).isGreaterThan(100L * SEEDS);
            assertThat(over).as("seeds that ended early").isLessThan(SEEDS / OVER_SHARE);
            assertThat(refused).as("files that were refused").isLessThan(SEEDS / REFUSED_SHARE);
        }
    }

    @ParameterizedTest
    @EnumSource(LyingDisk.Lie.class)
    void aPlantedBugIsFound(LyingDisk.Lie lie) throws Exception {
        UnaryOperator<Disk> lying = disk -> new LyingDisk(disk, lie);
        for (long seed = 1; seed <= SEEDS_FOR_A_PLANTED_BUG; seed++) {
            var policy = PowerLossCampaign.Policy.drawnBy(seed);
            String wrong = PowerLossCampaign.run(seed, policy, lying).wrong();
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
