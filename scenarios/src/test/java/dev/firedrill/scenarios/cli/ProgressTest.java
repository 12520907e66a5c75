package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void eachVariantIsShownWithItsPhaseUntilItEnds() {
        try (var progress = new Progress(List.of("one", "two", "three"))) {
            progress.phase("one", "disturb");
            progress.phase("two", "steady");
            progress.done("one");

            assertThat(progress.line(7.4)).isEqualTo("7 s  two: steady, three: waiting");
        }
    }

    @Test
    void theLineNeverWraps() {
        try (var progress = new Progress(List.of("a-variant-with-a-long-name", "another"), 40)) {
            assertThat(progress.line(7.4)).isEqualTo("7 s  a-variant-with-a-long-name: wai...");
        }
    }
}
