package dev.firedrill.scenarios.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.sim.SimLab;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTest {
    private static final Parameter.Count COUNT =
            new Parameter.Count("count", "things", new PerLab<>(20, 10), 0, Integer.MAX_VALUE);
    private static final Parameter.Span SPAN =
            new Parameter.Span(
                    "span",
                    "time",
                    PerLab.same(Duration.ofSeconds(1)),
                    Duration.ZERO,
                    Duration.ofHours(1));
    private static final Parameter.Rate RATE =
            new Parameter.Rate(
                    "rate",
                    "of a line",
                    PerLab.same(Bandwidth.megabits(1)),
                    Bandwidth.kilobits(1),
                    Bandwidth.megabits(1_000_000));
    private static final Parameter.Size SIZE =
            new Parameter.Size(
                    "size",
                    "of memory",
                    PerLab.same(ByteSize.megabytes(1)),
                    new ByteSize(0),
                    ByteSize.megabytes(1 << 20));

    @ParameterizedTest
    @CsvSource({
        "5ns, 5",
        "5us, 5000",
        "5ms, 5000000",
        "5s, 5000000000",
        "2m, 120000000000",
        "1h, 3600000000000",
        "5MS, 5000000",
        "0ms, 0"
    })
    void durationsHaveUnits(String text, long nanos) throws Exception {
        assertThat(SPAN.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({"500kbit, 500000", "20mbit, 20000000", "1gbit, 1000000000", "1Gbit, 1000000000"})
    void bandwidthsCountInPowersOfTen(String text, long bits) throws Exception {
        assertThat(RATE.parse(text)).isEqualTo(new Bandwidth(bits));
    }

    @ParameterizedTest
    @CsvSource({"12kb, 12288", "3mb, 3145728", "1gb, 1073741824", "7b, 7"})
    void sizesCountInPowersOfTwo(String text, long bytes) throws Exception {
        assertThat(SIZE.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "5",
                "-1s",
                "+1s",
                "1.5s",
                "1,5s",
                "1 s",
                "٣s",
                "1e3s",
                "5d",
                "0x1s",
                "99999999999999999999s",
                "9223372036854775807s",
                "9223372036854775808ns",
                "s5",
                "5ss",
                "NaN",
                "\u001b[31m5s"
            })
    void aTextThatIsNoDurationIsRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> SPAN.parse(text))
                .isInstanceOf(ValueRefused.class)
                .message()
                .endsWith(".")
                .doesNotContain("\n", "\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1.5s | '1.5s' is a fraction; write a whole number in a smaller unit.",
                "5 | '5' has no unit; the units are ns, us, ms, s, m, h.",
                "5d | '5d' is not a duration such as 80ms or 20s; the units are ns, us, ms, s, m,"
                        + " h.",
                "9999999999h | '9999999999h' is too large for a duration such as 80ms or 20s."
            })
    void theSentenceSaysWhatToWrite(String text, String sentence) {
        assertThatThrownBy(() -> SPAN.parse(text)).hasMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.5", "-1", "2147483648", "99999999999999999999", "1k"})
    void aTextThatIsNoCountIsRefused(String text) {
        assertThatThrownBy(() -> COUNT.parse(text)).isInstanceOf(ValueRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "1.5mbit", "20", "20mb", "-1mbit", "99999999999gbit"})
    void aTextThatIsNoBandwidthIsRefused(String text) {
        assertThatThrownBy(() -> RATE.parse(text)).isInstanceOf(ValueRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "big", "1.5mb", "20", "20mbit", "-1mb", "9999999999999gb"})
    void aTextThatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> SIZE.parse(text)).isInstanceOf(ValueRefused.class);
    }

    @Test
    void aLongTextIsShortened() {
        assertThatThrownBy(() -> SPAN.parse("9".repeat(100_000) + "s"))
                .message()
                .hasSizeLessThan(150);
    }

    /// Whatever is printed, as in the line that repeats a run, reads back as the same value.
    @Test
    void whatIsPrintedReadsBack() throws Exception {
        var prng = new Prng(13);
        for (int i = 0; i < 10_000; i++) {
            long value = prng.nextLong(Long.MAX_VALUE) >>> prng.nextInt(63);
            // Round values take the larger units.
            long round = Math.min(value, 9_000_000) * 1_000_000_000L;
            for (long one : List.of(value, round)) {
                readsBack(COUNT, (int) (one & Integer.MAX_VALUE));
                readsBack(SPAN, Duration.ofNanos(one));
                readsBack(RATE, new Bandwidth(one));
                readsBack(SIZE, new ByteSize(one));
            }
        }
        readsBack(SPAN, Duration.ZERO);
    }

    private static <T extends Comparable<? super T>> void readsBack(Parameter<T> parameter, T value)
            throws ValueRefused {
        assertThat(parameter.parse(parameter.print(value))).isEqualTo(value);
    }

    @Test
    void theHelpSaysBoundsAndTheDefaultOfEachLab() {
        assertThat(SPAN.meaning()).isEqualTo("time; 0ms to 1h (default 1s)");
        assertThat(COUNT.meaning()).isEqualTo("things; 0 to 2147483647 (default 20, in docker 10)");
    }

    @Test
    void eachLabPicksItsOwnValue() {
        var inSim = Setting.defaults(new SimLab().values(), List.of(COUNT));
        var inDocker = Setting.defaults(new DockerLab().values(), List.of(COUNT));

        assertThat(inSim.get(COUNT)).isEqualTo(20);
        assertThat(inDocker.get(COUNT)).isEqualTo(10);
        assertThat(inSim.of(new PerLab<>("virtual", "real"))).isEqualTo("virtual");
        assertThat(inDocker.of(new PerLab<>("virtual", "real"))).isEqualTo("real");
    }

    @Test
    void anUnknownOptionIsAnErrorAndNotZero() {
        var setting = Setting.defaults(new SimLab().values(), List.of(COUNT));

        assertThatThrownBy(() -> setting.get(SPAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--span");
        assertThatThrownBy(() -> setting.with(SPAN, Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--span");
    }

    @Test
    void aValueOutsideItsBoundsIsAnError() {
        var setting = Setting.defaults(new SimLab().values(), List.of(SPAN));

        assertThatThrownBy(() -> setting.with(SPAN, Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--span must lie between 0ms and 1h, not 2h.");
        assertThat(setting.with(SPAN, Duration.ofHours(1)).texts()).containsEntry("span", "1h");
    }

    @Test
    void aDefaultOutsideItsBoundsIsAnError() {
        assertThatThrownBy(() -> new Parameter.Count("count", "things", new PerLab<>(5, 11), 1, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
