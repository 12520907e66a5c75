package dev.firedrill.engine.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreOfFileTest {
    private static double score(String text) throws Damaged {
        return ScoreOfFile.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatRedisWritesIsRead() throws Exception {
        assertThat(score("3")).isEqualTo(3.0);
        assertThat(score("-7.25")).isEqualTo(-7.25);
        assertThat(score("0.10000000000000001")).isEqualTo(0.1);
        assertThat(score("1.7976931348623157e+308")).isEqualTo(Double.MAX_VALUE);
        assertThat(score("4.9406564584124654e-324")).isEqualTo(Double.MIN_VALUE);
        assertThat(score("inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(score("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /// Java would take all but the last few of these for numbers.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1d",
                "1.5f",
                " 1",
                "1 ",
                "\u00001",
                "\u0011.5",
                "0x1p3",
                "Infinity",
                "NaN",
                "nan",
                "",
                "-",
                ".",
                "1e",
                "1.2.3",
                "1-2",
                "infinite",
                "i"
            })
    void damageIsNoNumber(String text) {
        assertThatThrownBy(() -> score(text))
                .isInstanceOf(Damaged.class)
                .hasMessage("a score that is no number");
    }
}
