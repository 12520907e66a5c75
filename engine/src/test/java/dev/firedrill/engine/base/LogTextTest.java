package dev.firedrill.engine.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ready to accept connections",
                "C:\\dir\twith a tab",
                // The bytes of UTF-8, one a character: "naïve" and a dash.
                "na\u00c3\u00afve \u00e2\u0080\u0093",
                "\u00c2\u00a9"
            })
    void printableTextStays(String text) {
        assertThat(LogText.escaped(text)).isSameAs(text);
    }

    @Test
    void nothingBeginsALineOrAnEscapeSequence() {
        assertThat(LogText.escaped("a\r\nb c\u0000\u001b[2J\u007f"))
                .isEqualTo("a\\r\\nb c\\x00\\x1b[2J\\x7f");
        assertThat(LogText.escaped("\u00c2\u009b2J\u00c2\u0085"))
                .isEqualTo("\\xc2\\x9b2J\\xc2\\x85");
        assertThat(LogText.escaped("a\u2028b\u2029c")).isEqualTo("a\\u2028b\\u2029c");
    }

    @Test
    void escapingTwiceChangesNothing() {
        var prng = new Prng(11);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = prng.nextInt(12); i > 0; i--) {
                text.append((char) prng.nextInt(prng.chance(0.9) ? 0x100 : 0x10000));
            }
            String once = LogText.escaped(text.toString());
            assertThat(LogText.escaped(once)).isEqualTo(once);
            assertThat(once.chars()).noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
        }
    }
}
