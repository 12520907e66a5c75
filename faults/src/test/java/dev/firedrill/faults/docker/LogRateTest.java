package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRateTest {
    private final LogRate rate = new LogRate();

    @Test
    void aServerThatPrintsLittleKeepsEveryLine() {
        var kept = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            kept.addAll(rate.kept(i * 5_000_000L, "line " + i));
        }
        assertThat(kept).hasSize(3000).startsWith("line 0").endsWith("line 2999");
    }

    @Test
    void ofAFloodTheFirstLinesOfEachSecondAreKeptAndTheOthersCounted() {
        var kept = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            kept.addAll(rate.kept(1_000_000_000L + i, "line " + i));
        }
        assertThat(kept)
                .hasSize(LogRate.LINES_PER_SECOND)
                .startsWith("line 0")
                .endsWith("line 499");
        assertThat(rate.kept(2_000_000_000L, "next"))
                .isEqualTo(List.of("(9500 more lines of that second left out)", "next"));
        assertThat(rate.kept(2_000_000_001L, "after")).isEqualTo(List.of("after"));
    }

    @Test
    void whatIsLeftOutOfTheLastSecondIsCountedWhenTheServerEnds() {
        assertThat(rate.ended()).isEmpty();
        for (int i = 0; i < 700; i++) {
            rate.kept(i, "line");
        }
        assertThat(rate.ended()).contains("(200 more lines of that second left out)");
        assertThat(rate.ended()).isEmpty();
        assertThat(rate.kept(800, "of the next process")).containsExactly("of the next process");
    }
}
