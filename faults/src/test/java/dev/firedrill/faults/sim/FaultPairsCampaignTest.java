package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.firedrill.faults.injection.LinkInjection;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many seeds of [FaultPairsCampaign]. `-Dfiredrill.pairs.seeds=2000` runs more of them,
/// `-Dfiredrill.pairs.first=17` begins elsewhere.
class FaultPairsCampaignTest {
    private static final long FIRST = Long.getLong("firedrill.pairs.first", 1);
    private static final int SEEDS = Integer.getInteger("firedrill.pairs.seeds", 200);

    private static final String AGAIN =
            "./mvnw -pl faults -am test -Dtest=FaultPairsCampaignTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfiredrill.pairs.seeds=1"
                    + " -Dfiredrill.pairs.first=";

    @Test
    void proofsOfConcurrentFaultsAreCorrectAndNothingStaysInForce() throws Exception {
        System.out.printf("fault pairs campaign: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long proofs = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            FaultPairsCampaign.Outcome outcome = FaultPairsCampaign.run(seed, new SimLab());
            if (!outcome.wrong().isEmpty()) {
                fail(
                        "seed %d: %s%n%s%nagain: %s%d",
                        seed, outcome.wrong(), outcome.story(), AGAIN, seed);
            }
            proofs += outcome.proofs();
        }
        System.out.printf("fault pairs campaign: %d proofs compared%n", proofs);
        assertThat(proofs).isGreaterThan(4L * SEEDS);
    }

    /// A campaign that finds nothing has to be able to. A delay that is healed while a link should
    /// be cut is measured wrongly as well, hence each seed is judged as a whole.
    @Test
    void aFaultThatIsNotCarriedOutIsFound() throws Exception {
        var lab = new SimLab(List.of(LinkInjection.CutLink.class));
        int found = 0;
        for (long seed = 1; seed <= 20; seed++) {
            List<String> wrong = FaultPairsCampaign.run(seed, lab).wrong();
            if (wrong.isEmpty()) continue;
            found++;
            assertThat(wrong).as("seed %d", seed).anyMatch(words -> words.contains("CutLink"));
        }

        assertThat(found).isPositive();
    }
}
