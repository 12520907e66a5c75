package dev.firedrill.faults.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reports and plans go through text and come back as they were.
class LoadLinesTest {
    private static LatencyCounts counts(long... microsAndCounts) {
        var counts = new TreeMap<Long, Long>();
        for (int i = 0; i < microsAndCounts.length; i += 2) {
            counts.put(microsAndCounts[i], microsAndCounts[i + 1]);
        }
        // As a histogram would have them.
        return LatencyCounts.of(new LatencyCounts(counts).histogram());
    }

    static List<LoadReport> reports() {
        var wide = new TreeMap<Long, Long>();
        for (long micros = 1; micros < 3_600_000_000L; micros = micros * 5 / 4 + 1) {
            wide.put(micros, micros % 1_000 + 1);
        }
        return List.of(
                new LoadReport.Began(),
                new LoadReport.Ended(),
                new LoadReport.Troubled("NOREPLICAS Not enough good replicas to write."),
                new LoadReport.Measured(
                        new LoadInterval(
                                0, 1, 0, 0, 0, 0, 0, LatencyCounts.NONE, LatencyCounts.NONE)),
                new LoadReport.Measured(
                        new LoadInterval(
                                1_000_000_000,
                                2_000_123_456,
                                70_000,
                                69_999,
                                5,
                                1,
                                2,
                                counts(0, 1, 110, 3, 3_600_000_000L, 1),
                                LatencyCounts.of(new LatencyCounts(wide).histogram()))));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void aReportComesBackFromItsLine(LoadReport report) {
        String line = LoadLines.line(report);
        // The engine of containers cuts lines of 16 kB.
        assertThat(line).doesNotContain("\n").hasSizeLessThan(16_000);
        assertThat(LoadLines.report(line)).contains(report);
    }

    @Test
    void anErrorOfSeveralLinesStaysOnOne() {
        String line = LoadLines.line(new LoadReport.Troubled("one\r\ntwo" + "x".repeat(1_000)));
        assertThat(line.lines()).hasSize(1);
        assertThat(line).startsWith("load troubled one  two").hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Exception in thread \"main\" java.lang.OutOfMemoryError",
                "load",
                "load measured ",
                "load measured 1 2 3",
                "load measured 0 1 0 0 0 0 0 - -",
                "load measured 0 1 0 0 0 0 x HISTFAAAAA== HISTFAAAAA==",
                "load measured 0 1 0 0 0 0 0 HISTFAAAAA== HISTFAAAAA==",
                "load measured 0 1 0 0 0 0 0 !!!! HISTFAAAAA=="
            })
    void whatIsNoReportIsNone(String line) {
        assertThat(LoadLines.report(line)).isEmpty();
    }

    @Test
    void aPlanComesBackFromItsText() {
        var plans =
                List.of(
                        new LoadPlan(
                                HeavyLoad.atRate(70_000, 10_000_000, 100),
                                "toxiproxy",
                                20_001,
                                List.of(),
                                "SET"),
                        new LoadPlan(
                                HeavyLoad.filling(1_000, 20),
                                "10.0.0.1",
                                1,
                                List.of("AUTH", "user", "a b\r\n\"ü-"),
                                "write"));
        for (LoadPlan plan : plans) {
            assertThat(LoadPlan.of(plan.text())).isEqualTo(plan);
        }
        assertThat(plans.getLast().toString()).doesNotContain("a b");
        assertThat(plans.getLast().text()).doesNotContain("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2 3\n", "5 - 1 1 1 20\n", "x - 1 1 1 20\nYQ== MQ== Yg==\n"})
    void whatIsNoPlanIsRefused(String text) {
        assertThatThrownBy(() -> LoadPlan.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommandIsTheWriteInTheServersProtocol() {
        HeavyLoad load = HeavyLoad.filling(10, 14);
        var commands = new LoadCommands(load, "SET");
        ByteBuffer bytes = ByteBuffer.allocate(commands.bytes());
        commands.put(bytes, 3);
        assertThat(bytes.hasRemaining()).isFalse();
        String text = new String(bytes.array(), StandardCharsets.US_ASCII);
        assertThat(text)
                .matches(
                        "\\*3\r\n\\$3\r\nSET\r\n\\$14\r\nkey:000000000\\d\r\n\\$14\r\n000000000003..\r\n");
        List<String> words =
                commands.words(3).stream()
                        .map(word -> new String(word, StandardCharsets.US_ASCII))
                        .toList();
        assertThat(text).contains(words);
        assertThat(words).hasSize(3);
    }

    @Test
    void countsAreKeptApart() {
        assertThat(counts(1, 5, 1_000, 2).count()).isEqualTo(7);
        assertThat(LatencyCounts.NONE.byMicros()).isEqualTo(Map.of());
    }
}
