package dev.firedrill.scenarios.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.incident.Resync;
import dev.firedrill.scenarios.parity.Row.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ParityTest {
    private static final long SECOND = 1_000_000_000;

    private static Resync resync(ResyncReason reason, double tookSeconds) {
        return new Resync(
                0,
                "M",
                "R1",
                reason == ResyncReason.CONTINUED ? ResyncKind.PARTIAL : ResyncKind.FULL,
                reason,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                tookSeconds < 0
                        ? OptionalLong.empty()
                        : OptionalLong.of((long) (tookSeconds * SECOND)));
    }

    /// 200 operations of that length in the steady phase, and as many while something is broken.
    private static PhaseLatencies latencies(long nanos, Outcome outcome) {
        var latencies = new PhaseLatencies();
        latencies.accept(new Event.PhaseBegan(SECOND, Phase.STEADY));
        for (int i = 0; i < 200; i++) {
            latencies.accept(operation(SECOND + i, nanos, outcome));
        }
        latencies.accept(new Event.PhaseBegan(2 * SECOND, Phase.DISTURB));
        for (int i = 0; i < 200; i++) {
            latencies.accept(operation(2 * SECOND + i, nanos, outcome));
        }
        return latencies;
    }

    private static Event operation(long dueNanos, long tookNanos, Outcome outcome) {
        return new Event.Operation(
                dueNanos + tookNanos, dueNanos, 1, "M", "SET", "k", List.of(), "", outcome, "");
    }

    private static Observed observed(String verdict, List<Resync> resyncs, long latencyNanos) {
        return new Observed(
                Map.of("answer", verdict), resyncs, latencies(latencyNanos, Outcome.OK));
    }

    private static Agreement of(List<Row> rows, String what) {
        return rows.stream()
                .filter(row -> row.what().equals(what))
                .map(Row::agreement)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in " + rows));
    }

    @Test
    void labsThatShowTheSameAgreeInEverything() {
        var one = List.of(resync(ResyncReason.BACKLOG_TRIMMED, 4));
        var other = List.of(resync(ResyncReason.BACKLOG_TRIMMED, 4.9));
        List<Row> rows =
                Parity.compare(
                        observed("held", one, 20_000_000), observed("held", other, 39_000_000));
        assertThat(rows).hasSize(7).allMatch(row -> row.agreement() == Agreement.EQUAL);
    }

    @Test
    void anotherVerdictIsADifference() {
        List<Row> rows =
                Parity.compare(
                        observed("held", List.of(), 1000), observed("violated", List.of(), 1000));
        assertThat(of(rows, "answer")).isEqualTo(Agreement.DIFFERENT);
    }

    @Test
    void whatNeitherLabCouldJudgeIsNotEqual() {
        List<Row> rows =
                Parity.compare(
                        observed("inconclusive", List.of(), 1000),
                        observed("inconclusive", List.of(), 1000));
        assertThat(of(rows, "answer")).isEqualTo(Agreement.NOT_COMPARED);
    }

    /// Of a control other judges answer for.
    @Test
    void whatNeitherLabCouldJudgeIsEqualWhereBothHaveAnAnswer() {
        var caught =
                new Observed(
                        Map.of("lost", "inconclusive", "answer", "violated"),
                        List.of(),
                        latencies(1000, Outcome.OK));
        var open =
                new Observed(
                        Map.of("lost", "inconclusive", "answer", "inconclusive"),
                        List.of(),
                        latencies(1000, Outcome.OK));

        assertThat(of(Parity.compare(caught, caught), "lost")).isEqualTo(Agreement.EQUAL);
        assertThat(of(Parity.compare(caught, open), "lost")).isEqualTo(Agreement.NOT_COMPARED);
        assertThat(of(Parity.compare(caught, open), "answer")).isEqualTo(Agreement.DIFFERENT);
    }

    @Test
    void resyncsAreCountedByTheirReason() {
        List<Row> rows =
                Parity.compare(
                        observed("held", List.of(resync(ResyncReason.BACKLOG_TRIMMED, 1)), 1000),
                        observed("held", List.of(resync(ResyncReason.SYNC_ONLY, 1)), 1000));
        assertThat(of(rows, "full resync, backlog-trimmed: count")).isEqualTo(Agreement.DIFFERENT);
        assertThat(of(rows, "full resync, sync-only: count")).isEqualTo(Agreement.DIFFERENT);
        assertThat(of(rows, "full resync, sync-only: took (mean)"))
                .isEqualTo(Agreement.NOT_COMPARED);
    }

    private static Observed endless(int attempts, int ended) {
        var all = new ArrayList<Resync>();
        for (int i = 0; i < attempts; i++) all.add(resync(ResyncReason.BACKLOG_TRIMMED, -1));
        for (int i = 0; i < ended; i++) all.add(resync(ResyncReason.BACKLOG_TRIMMED, 1));
        return observed("violated", all, 1000);
    }

    @Test
    void anEndlessSeriesMayBeAQuarterLongerAndNoMore() {
        String row = "full resync, backlog-trimmed: count";
        assertThat(of(Parity.compare(endless(12, 2), endless(15, 2)), row))
                .isEqualTo(Agreement.EQUAL);
        assertThat(of(Parity.compare(endless(12, 2), endless(16, 2)), row))
                .isEqualTo(Agreement.DIFFERENT);
        assertThat(of(Parity.compare(endless(12, 2), endless(12, 3)), row))
                .isEqualTo(Agreement.DIFFERENT);
        // A few attempts are no series.
        assertThat(of(Parity.compare(endless(4, 0), endless(3, 0)), row))
                .isEqualTo(Agreement.DIFFERENT);
    }

    /// A replica that has missed something tells once a second that it has it.
    @Test
    void theEndOfAPartialResyncIsKnownToASecond() {
        var atOnce = observed("held", List.of(resync(ResyncReason.CONTINUED, 0.01)), 1000);
        var later = observed("held", List.of(resync(ResyncReason.CONTINUED, 1.1)), 1000);
        var tooLate = observed("held", List.of(resync(ResyncReason.CONTINUED, 1.4)), 1000);
        String row = "partial resync, continued: took (mean)";
        assertThat(of(Parity.compare(atOnce, later), row)).isEqualTo(Agreement.EQUAL);
        assertThat(of(Parity.compare(atOnce, tooLate), row)).isEqualTo(Agreement.DIFFERENT);
    }

    @Test
    void aResyncMayTakeAQuarterLongerAndNoMore() {
        var four = observed("held", List.of(resync(ResyncReason.BACKLOG_TRIMMED, 4)), 1000);
        var tooLong = observed("held", List.of(resync(ResyncReason.BACKLOG_TRIMMED, 5.1)), 1000);
        String row = "full resync, backlog-trimmed: took (mean)";
        assertThat(of(Parity.compare(four, tooLong), row)).isEqualTo(Agreement.DIFFERENT);
        assertThat(of(Parity.compare(tooLong, four), row)).isEqualTo(Agreement.DIFFERENT);
        var never = observed("held", List.of(resync(ResyncReason.BACKLOG_TRIMMED, -1)), 1000);
        assertThat(of(Parity.compare(four, never), row)).isEqualTo(Agreement.NOT_COMPARED);
        assertThat(of(Parity.compare(never, never), row)).isEqualTo(Agreement.EQUAL);
    }

    /// As after an outage and a restart: one more of the short ones would turn the median over.
    @Test
    void shortAndLongResyncsAreComparedByTheirMean() {
        ResyncReason reason = ResyncReason.BACKLOG_TRIMMED;
        var mixed = List.of(resync(reason, 1), resync(reason, 4), resync(reason, 4));
        var other = List.of(resync(reason, 1), resync(reason, 3), resync(reason, 4));
        var fewer = List.of(resync(reason, 1), resync(reason, 1), resync(reason, 4));
        String row = "full resync, backlog-trimmed: took (mean)";
        assertThat(of(compare(mixed, other), row)).isEqualTo(Agreement.EQUAL);
        assertThat(of(compare(mixed, fewer), row)).isEqualTo(Agreement.DIFFERENT);
    }

    private static List<Row> compare(List<Resync> sim, List<Resync> docker) {
        return Parity.compare(observed("held", sim, 1000), observed("held", docker, 1000));
    }

    @Test
    void latenciesMayDifferByAFactorOfTwoAndNoMore() {
        var slow = observed("held", List.of(), 41_000_000);
        var fast = observed("held", List.of(), 20_000_000);
        List<Row> rows = Parity.compare(slow, fast);
        assertThat(of(rows, "latency p50, steady")).isEqualTo(Agreement.DIFFERENT);
        assertThat(of(rows, "latency p99, disturb")).isEqualTo(Agreement.DIFFERENT);
    }

    /// Ten seconds of 100 operations each: of fast ones, and of one stall that holds up ten.
    private static Observed stalled(int stalledSeconds, long stallNanos) {
        var latencies = new PhaseLatencies();
        latencies.accept(new Event.PhaseBegan(0, Phase.STEADY));
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 100; i++) {
                boolean held = second < stalledSeconds && i < 10;
                latencies.accept(
                        operation(second * SECOND + i, held ? stallNanos : 1_000_000, Outcome.OK));
            }
        }
        return new Observed(Map.of("answer", "held"), List.of(), latencies);
    }

    /// Whether a second has a stall is chance where few have one, and none where each has one.
    @Test
    void whatIsChanceInOneRunIsNoDifference() {
        String row = "latency p99, steady";
        Observed few = stalled(2, 50_000_000);
        assertThat(of(Parity.compare(stalled(1, 5_000_000), few), row)).isEqualTo(Agreement.EQUAL);
        Observed many = stalled(10, 50_000_000);
        assertThat(of(Parity.compare(stalled(10, 5_000_000), many), row))
                .isEqualTo(Agreement.DIFFERENT);
        assertThat(of(Parity.compare(stalled(0, 0), many), row)).isEqualTo(Agreement.DIFFERENT);
    }

    @Test
    void tooFewAnswersAreNotCompared() {
        var refused =
                new Observed(Map.of("answer", "held"), List.of(), latencies(1000, Outcome.FAILED));
        List<Row> rows = Parity.compare(observed("held", List.of(), 1000), refused);
        assertThat(of(rows, "latency p50, steady")).isEqualTo(Agreement.NOT_COMPARED);
        assertThat(of(rows, "latency p99, disturb")).isEqualTo(Agreement.NOT_COMPARED);
    }
}
