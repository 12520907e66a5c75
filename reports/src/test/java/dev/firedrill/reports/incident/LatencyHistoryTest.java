package dev.firedrill.reports.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.render.LatencyLines;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Latencies of a heavy load, summed up as `redis-cli --latency-history` does.
class LatencyHistoryTest {
    private static final long SECOND = 1_000_000_000;

    private final LatencyHistories histories = new LatencyHistories();
    private final SeriesOfSeconds series = new SeriesOfSeconds();

    private void hear(Event event) {
        histories.hear(event);
        series.hear(event);
    }

    private void began(int load, OptionalLong perSecond) {
        hear(new Event.LoadBegan(0, load, "M", "100 writes per second", perSecond, 15 * SECOND));
    }

    private void second(int load, double from, Map<Long, Long> micros, long refused) {
        long answered = micros.values().stream().mapToLong(Long::longValue).sum();
        long nanos = (long) (from * SECOND);
        hear(
                new Event.LoadMeasured(
                        nanos + SECOND,
                        load,
                        nanos,
                        nanos + SECOND,
                        100,
                        100,
                        answered,
                        refused,
                        0,
                        micros,
                        Map.of()));
    }

    @Test
    void everyWindowIsALineInTheFormOfRedisCli() {
        began(1, OptionalLong.of(100));
        IntStream.range(0, 15).forEach(i -> second(1, 2 + i, Map.of(110L, 89L, 1_000L, 1L), 0));
        IntStream.range(15, 18).forEach(i -> second(1, 2 + i, Map.of(2_000L, 50L), 50));
        LatencyHistory history = histories.histories().getFirst();
        assertThat(LatencyLines.of(history))
                .containsExactly(
                        "min: 0, max: 1, avg: 0.12 (1350 samples) -- 15.00 seconds range",
                        "min: 2, max: 2, avg: 2.00 (150 samples) -- 3.00 seconds range, 150 without"
                                + " success");
        assertThat(LatencyLines.title(history))
                .isEqualTo("Latency of M in ms, every 15 s, under 100 writes per second");
    }

    @Test
    void aWindowWithoutAnAnswerStaysALine() {
        began(1, OptionalLong.of(100));
        IntStream.range(0, 15).forEach(i -> second(1, i, Map.of(), 0));
        assertThat(LatencyLines.of(histories.histories().getFirst()))
                .containsExactly("min: 0, max: 0, avg: 0.00 (0 samples) -- 15.00 seconds range");
    }

    @Test
    void aLoadWithoutARateHasNoHistory() {
        began(1, OptionalLong.empty());
        second(1, 0, Map.of(10L, 5L), 0);
        assertThat(histories.histories()).isEmpty();
    }

    @Test
    void chartsShowTheLoad() {
        began(1, OptionalLong.of(100));
        second(1, 0, Map.of(1_000L, 50L, 9_000L, 50L), 3);
        second(1, 1, Map.of(), 7);
        Series shown = series.series();
        assertThat(shown.okPerSecond()).startsWith(100, 0);
        assertThat(shown.failedPerSecond()).startsWith(3, 7);
        assertThat(shown.p50Millis()[0]).isBetween(0.99, 1.01);
        assertThat(shown.p99Millis()[0]).isBetween(8.9, 9.1);
        assertThat(shown.maxMillis()[0]).isBetween(8.9, 9.1);
        assertThat(List.of(shown.p99Millis()[1])).containsExactly(0.0);
    }
}
