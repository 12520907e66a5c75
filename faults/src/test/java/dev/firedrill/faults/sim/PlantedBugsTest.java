package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each [Mutant] of the engine turns its campaign red; that the engine as it is leaves them green
/// is what [ReplicationCampaignTest] and [PowerLossCampaignTest] show, with the same seeds.
class PlantedBugsTest {
    static final int SEEDS = 30;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void aPlantedBugIsFound(Mutant mutant) throws Exception {
        try (var engine = MutantEngine.with(mutant, folder)) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                String wrong = engine.wrongOf(seed);
                if (!wrong.isEmpty()) {
                    System.out.printf(
                            "%s: found with seed %d: %s%n",
                            mutant, seed, wrong.lines().findFirst().orElse(""));
                    return;
                }
            }
        }
        fail("%s was not found within %d seeds", mutant, SEEDS);
    }

    @Test
    void aPlantedBugWhoseCodeHasMovedOnSaysSo() throws Exception {
        Mutant mutant = Mutant.SECOND_ID_WRONG;
        Path source = MutantEngine.sources().resolve(mutant.source + ".java");
        String text = Files.readString(source);

        assertThat(MutantEngine.edited(mutant, text)).contains(mutant.replacement);
        assertThatThrownBy(() -> MutantEngine.edited(mutant, text.replace(mutant.text, "")))
                .hasMessageContaining("must be planted anew")
                .hasMessageContaining("no longer");
        assertThatThrownBy(() -> MutantEngine.edited(mutant, text + mutant.text))
                .hasMessageContaining("more than once");
    }
}
