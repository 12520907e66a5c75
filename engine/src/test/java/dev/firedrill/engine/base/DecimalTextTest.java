package dev.firedrill.engine.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The same text as a format string gives.
class DecimalTextTest {
    private static String formatted(long part, long whole, int places) {
        double value = (double) part / whole;
        return places == 6
                ? String.format(Locale.ROOT, "%.6f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    @Test
    void halfAPlaceIsRoundedUp() {
        assertThat(DecimalText.of(1, 8, 2)).isEqualTo("0.13");
        assertThat(DecimalText.of(-1, 8, 2)).isEqualTo("-0.13");
        assertThat(DecimalText.of(1, 200, 2)).isEqualTo("0.01");
        assertThat(DecimalText.of(1, 201, 2)).isEqualTo("0.00");
        assertThat(DecimalText.of(-1, 201, 2)).isEqualTo("-0.00");
    }

    @Test
    void whatIsRoundedUpIsCarried() {
        assertThat(DecimalText.of(1_999, 2_000, 2)).isEqualTo("1.00");
        assertThat(DecimalText.of(1_999_999, 2, 1)).isEqualTo("999999.5");
        assertThat(DecimalText.of(9_999_999, 1_000_000, 6)).isEqualTo("9.999999");
    }

    @Test
    void smallFractionsAreFormattedTheSame() {
        for (int whole = 1; whole <= 200; whole++) {
            for (int part = 0; part <= 2 * whole; part++) {
                assertThat(DecimalText.of(part, whole, 2)).isEqualTo(formatted(part, whole, 2));
            }
        }
    }

    @Test
    void sizesAndTimesAreFormattedTheSame() {
        var prng = new Prng(7);
        for (int i = 0; i < 20_000; i++) {
            long bytes = prng.nextLong(1L << (1 + i % 50));
            int unit = 10 * (1 + i % 5);
            assertThat(DecimalText.of(bytes, 1L << unit, 2))
                    .isEqualTo(formatted(bytes, 1L << unit, 2));
            long micros = prng.nextLong(10_000_000_000_000L);
            assertThat(DecimalText.of(micros, 1_000_000, 6))
                    .isEqualTo(formatted(micros, 1_000_000, 6));
        }
    }
}
