package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.scenarios.run.Rehearsal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Event WRITTEN =
            new Event.Operation(1, 0, 0, "M", "SET", "k", List.of("v"), "OK", Outcome.OK, "");

    /// Read back at the end.
    private static Event read(DataType type, String... elements) {
        return new Event.KeyRead(2, 2, "M", Moment.FINAL, "k", type, List.of(elements));
    }

    private static Rehearsal.Ended ended(Verdict lost, Verdict answer, Event... events) {
        var header =
                new Event.RunHeader(
                        "s",
                        "t",
                        "s",
                        "r",
                        "docker",
                        "redis:7.0",
                        "c",
                        1,
                        Map.of(),
                        "m",
                        List.of("v"),
                        true);
        var began =
                new Event.VariantBegan(
                        0,
                        header,
                        "v",
                        "a variant",
                        Event.Expectation.HOLDS,
                        List.of(),
                        List.of("M"),
                        "M");
        var judged =
                new Judged.VariantResult(
                        began,
                        Optional.empty(),
                        1,
                        List.of(
                                new Judged.JudgeResult(
                                        new NoAcknowledgedWriteLost(), lost, Optional.empty()),
                                new Judged.JudgeResult(
                                        new FullResyncsAtMost(0),
                                        new Verdict.Held(1, "fine"),
                                        Optional.empty())),
                        answer);
        var fold = new Incident.Fold(List.of());
        List.of(events).forEach(fold);
        return new Rehearsal.Ended(
                new RunAnswer(List.of(judged)),
                List.of(fold.incident(judged)),
                List.of(),
                Path.of("x"),
                1);
    }

    private static Event[] load(long micros) {
        long second = 1_000_000_000;
        return new Event[] {
            new Event.LoadBegan(0, 1, "M", "writes", OptionalLong.of(100), 15 * second),
            new Event.LoadMeasured(
                    second, 1, 0, second, 100, 100, 90, 0, 10, Map.of(micros, 90L), Map.of())
        };
    }

    @Test
    void latenciesOfAHeavyLoadStandServerByServerBelowTheirVariant() {
        var held = new Verdict.Held(9, "none");
        var all = new LinkedHashMap<String, Rehearsal.Ended>();
        all.put("firedrill", ended(held, held, load(2_000)));
        all.put("redis:7.0", ended(held, held, load(30_000)));

        assertThat(new Comparison(List.of("v"), all, Map.of()).toString().lines())
                .anyMatch(line -> line.matches(" {2}answered/due +90/100 +90/100"))
                .anyMatch(line -> line.matches(" {2}worst p99 +2\\.0 ms +30\\.[01] ms"));
        assertThat(Latencies.of(List.of("v"), all).lines())
                .containsExactly(
                        "v on firedrill",
                        "Latency of M in ms, every 15 s, under writes:",
                        "min: 2, max: 2, avg: 2.00 (90 samples) -- 1.00 seconds range, 10 without"
                                + " success",
                        "",
                        "v on redis:7.0",
                        "Latency of M in ms, every 15 s, under writes:",
                        "min: 30, max: 30, avg: 30.00 (90 samples) -- 1.00 seconds range, 10"
                                + " without success",
                        "");
        assertThat(Latencies.of(ended(held, held))).isEmpty();
    }

    @Test
    void serversStandSideBySideAndWhatJudgesFoundBelow() {
        var lost = new Verdict.Violated("7 of 9 values lost\u001b[31m", List.of());
        var unseen = new Verdict.Inconclusive("nothing was read");
        var held = new Verdict.Held(9, "none");
        var all = new LinkedHashMap<String, Rehearsal.Ended>();
        all.put("redis:2.8", ended(lost, lost, WRITTEN, read(DataType.NONE)));
        all.put("registry.example/a/long/name:1", ended(unseen, unseen, WRITTEN));
        all.put("firedrill", ended(held, held, WRITTEN, read(DataType.STRING, "v")));

        String text = new Comparison(List.of("v"), all, Map.of()).toString();
        assertThat(text.lines())
                .anyMatch(line ->
                        line.matches(" +redis:2\\.8 +registry\\.example/a/long/name:1 firedrill"))
                .anyMatch(line -> line.matches(" {2}answer +violated +inconclusive +held"))
                .anyMatch(line -> line.matches(" {2}full resyncs +0 +0 +0"))
                .anyMatch(line -> line.matches(" {2}longest resync +- +- +-"))
                .anyMatch(line -> line.matches(" {2}values lost +1 +unknown +0"))
                .noneMatch(line -> line.contains("p99"))
                .contains(
                        "registry.example/a/long/name:1, v: no-acknowledged-write-lost:"
                                + " inconclusive: nothing was read")
                .noneMatch(line -> line.startsWith("firedrill, v"));
        assertThat(text).contains("redis:2.8, v: no-acknowledged-write-lost: 7 of 9 values lost");
        assertThat(text).doesNotContain("\u001b");
    }

    @Test
    void aVariantThatAServerCannotRunIsNamedWithTheReason() {
        var held = new Verdict.Held(9, "none");
        var all = new LinkedHashMap<String, Rehearsal.Ended>();
        all.put("redis:2.8", ended(held, held));
        all.put("firedrill", ended(held, held));

        String text =
                new Comparison(
                                List.of("v", "guarded"),
                                all,
                                Map.of("redis:2.8", Map.of("guarded", "it has no guards")))
                        .toString();
        assertThat(text.lines())
                .containsSubsequence("v", "guarded")
                .anyMatch(line -> line.matches(" {2}answer +held +held"))
                .anyMatch(line -> line.matches(" {2}answer +n/a +n/a"))
                .contains("redis:2.8, guarded: not applicable: it has no guards");
    }
}
