package dev.firedrill.faults.docker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process whose clock is set.
class ServerClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Offset<Long> SOME_MILLIS = within(2_000L);

    @TempDir Path folder;
    private Path data = Path.of("");
    private Path other = Path.of("");

    @BeforeEach
    void folders() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        other = Files.createDirectory(folder.resolve("other"));
    }

    @Test
    void aClockJumpsForwardAndBackAndIsSetInTheNextProcessToo() throws Exception {
        ClockShift shift;
        try (var child = new TracedProcess(folder, data, other)) {
            assertThat(child.aheadMillis()).isCloseTo(0, SOME_MILLIS);
            ClockTool.change(child.pid(), HOUR.toNanos(), 0);
            assertThat(child.aheadMillis()).isCloseTo(HOUR.toMillis(), SOME_MILLIS);
            shift = ClockTool.change(child.pid(), -3 * HOUR.toNanos(), 0);
            assertThat(child.aheadMillis()).isCloseTo(-2 * HOUR.toMillis(), SOME_MILLIS);
            assertThat(new ServerClock(child.pid()).shift()).isEqualTo(shift);
            child.awaitSays("data", "ok");
        }
        try (var next = new TracedProcess(folder, data, other)) {
            assertThat(new ServerClock(next.pid()).shift()).isEqualTo(ClockShift.NONE);
            ClockTool.restore(next.pid(), shift);
            assertThat(next.aheadMillis()).isCloseTo(-2 * HOUR.toMillis(), SOME_MILLIS);
        }
    }

    /// A hundred times too fast, so that a moment shows it.
    @Test
    void aClockDriftsAndKeepsWhatItHasDriftedBy() throws Exception {
        double ppm = 99e6;
        try (var child = new TracedProcess(folder, data, other)) {
            ClockTool.change(child.pid(), 0, ppm);
            long begin = System.nanoTime();
            assertThat(new ServerClock(child.pid()).shift().partsPerMillion())
                    .isCloseTo(ppm, within(1.0));
            while (child.aheadMillis() < 20_000) {
                assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(10).toNanos());
            }
            ClockTool.change(child.pid(), 0, 0);
            long ahead = child.aheadMillis();
            assertThat(ahead).isGreaterThan(19_000);
            assertThat(child.aheadMillis()).isCloseTo(ahead, SOME_MILLIS);
        }
    }

    @Test
    void aShiftIsReckonedFromTheLastChange() {
        var fast = new ClockShift(0, 0, 0).changed(1_000_000_000L, 5, 500);
        var later = fast.changed(3_000_000_000L, 7, 0);

        assertThat(fast.partsPerMillion()).isCloseTo(500, within(0.001));
        assertThat(later.aheadNanos()).isCloseTo(5 + 1_000_000 + 7, within(1L));
        assertThat(later.partsPerMillion()).isZero();
    }
}
