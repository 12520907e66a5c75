package dev.firedrill.reports.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each judge with a history that it must find held, one violated, one inconclusive.
class CheckersTest {
    private static final Event STEADY = new Event.PhaseBegan(1, Phase.STEADY);
    private static final Event DISTURB = new Event.PhaseBegan(2, Phase.DISTURB);

    private static Event set(String key, long sequence, Outcome outcome) {
        return new Event.Operation(20, 10, 0, "M", "SET", key, sequence + ":x", outcome, "");
    }

    private static Event read(String key, String value) {
        return new Event.FinalRead(90, "M", key, value, !value.isEmpty());
    }

    private static Event charge(String key) {
        return new Event.SideEffect(5, 0, ChargedAtMostOnce.CHARGE, key, 100);
    }

    private static Event resync(ResyncKind kind, ResyncReason reason) {
        return new Event.ResyncDecided(
                30, "M", "R1", kind, reason, OptionalLong.of(9), OptionalLong.of(4), 100);
    }

    private static Event applied(boolean bit) {
        return new Event.FaultApplied(3, "f", "CutLink M->R1", "cut", "measured", bit);
    }

    private static Event data(String node, String moment, long keys, long offset, String digest) {
        return new Event.DatasetObserved(80, node, moment, "master", keys, "id", offset, digest);
    }

    private static Event premise(boolean met) {
        return new Event.PremiseObserved(4, "the replicas caught up", met, "R1 down");
    }

    private static Event converged(boolean yes) {
        return new Event.ConvergenceObserved(70, yes, 5, "seen");
    }

    private static Event config(String moment, String value) {
        return new Event.ConfigObserved(60, "M", moment, Map.of("appendonly", value));
    }

    private static Event exited(String cause) {
        return new Event.ProcessExited(50, "M", 137, cause);
    }

    private static Event age(double millis) {
        return new Event.Sampled(40, "M", Map.of(UnsyncedAgeAtMost.FIELD, millis));
    }

    private static Event counted(double fullResyncs) {
        return new Event.Sampled(40, "M", Map.of("sync_full", fullResyncs));
    }

    private static Event began(String... nodes) {
        return new Event.VariantBegan(
                0,
                "s",
                "v",
                "t",
                Event.Expectation.HOLDS,
                "sim",
                "firedrill",
                "c",
                1,
                List.of(nodes),
                nodes[0],
                Map.of(),
                "machine");
    }

    private static List<Event> operations(int count, long nanos) {
        var events = new ArrayList<Event>(List.of(DISTURB));
        for (int i = 0; i < count; i++) {
            events.add(new Event.Operation(nanos, 0, 0, "M", "SET", "k", "1:", Outcome.OK, ""));
        }
        return events;
    }

    private static Arguments expect(Checker judge, String verdict, Event... events) {
        return Arguments.of(judge, verdict, List.of(events));
    }

    static Stream<Arguments> histories() {
        var lost = new NoAcknowledgedWriteLost();
        var once = new ChargedAtMostOnce();
        var full = new FullResyncsAtMost(0);
        var same = new Converged();
        var kept = new ConfigurationKept();
        var keys = new RestartKeptDataset();
        var alive = new ProcessSurvived("M");
        var fast = new LatencyAtMost(99, Duration.ofMillis(10), Phase.DISTURB);
        var durable = new UnsyncedAgeAtMost(Duration.ofSeconds(3));
        return Stream.of(
                expect(lost, "Held", set("k", 2, Outcome.OK), read("k", "2:x")),
                expect(
                        lost,
                        "Held",
                        set("k", 1, Outcome.OK),
                        set("k", 2, Outcome.INDETERMINATE),
                        read("k", "2:x")),
                expect(lost, "Violated", set("k", 2, Outcome.OK), read("k", "1:x")),
                expect(lost, "Violated", set("k", 2, Outcome.OK), read("k", "")),
                expect(lost, "Violated", set("k", 2, Outcome.OK), read("k", "3:never-written")),
                expect(lost, "Inconclusive", set("k", 2, Outcome.FAILED), read("k", "")),
                expect(lost, "Inconclusive", set("k", 2, Outcome.OK)),
                expect(once, "Held", charge("a/1"), charge("a/2")),
                expect(once, "Violated", charge("a/1"), charge("a/1")),
                expect(once, "Inconclusive", STEADY),
                expect(full, "Held", DISTURB, resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED)),
                expect(
                        full,
                        "Held",
                        resync(ResyncKind.FULL, ResyncReason.SYNC_ONLY),
                        DISTURB,
                        resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED)),
                expect(
                        full,
                        "Violated",
                        DISTURB,
                        resync(ResyncKind.FULL, ResyncReason.BACKLOG_TRIMMED)),
                expect(full, "Inconclusive", DISTURB),
                expect(
                        full,
                        "Held",
                        DISTURB,
                        counted(0),
                        resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED)),
                expect(
                        full,
                        "Inconclusive",
                        DISTURB,
                        resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED),
                        counted(1)),
                expect(
                        full,
                        "Inconclusive",
                        DISTURB,
                        counted(1),
                        new Event.ProcessStarted(45, "M", 2),
                        counted(0),
                        resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED)),
                expect(
                        same,
                        "Held",
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, "d"),
                        data("R1", Moment.FINAL, 1, 7, "d")),
                expect(same, "Violated", converged(false)),
                expect(
                        same,
                        "Violated",
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, "d"),
                        data("R1", Moment.FINAL, 1, 7, "other")),
                expect(
                        same,
                        "Inconclusive",
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, "d"),
                        data("R1", Moment.FINAL, 1, 8, "other")),
                expect(
                        same,
                        "Inconclusive",
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, ""),
                        data("R1", Moment.FINAL, 1, 7, "")),
                expect(
                        same,
                        "Inconclusive",
                        began("M", "R1", "R2"),
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, "d"),
                        data("R1", Moment.FINAL, 1, 7, "d")),
                expect(same, "Inconclusive", STEADY),
                expect(same, "Inconclusive", converged(true)),
                expect(
                        kept,
                        "Held",
                        config(Moment.RUNNING, "yes"),
                        config(Moment.AFTER_RESTART, "yes")),
                expect(
                        kept,
                        "Violated",
                        config(Moment.RUNNING, "yes"),
                        config(Moment.AFTER_RESTART, "no")),
                expect(kept, "Inconclusive", config(Moment.RUNNING, "yes")),
                expect(kept, "Inconclusive", config(Moment.AFTER_RESTART, "yes")),
                expect(
                        keys,
                        "Held",
                        data("M", Moment.RUNNING, 9, 1, "d"),
                        data("M", Moment.AFTER_RESTART, 9, 1, "d")),
                expect(
                        keys,
                        "Violated",
                        data("M", Moment.RUNNING, 9, 1, "d"),
                        data("M", Moment.AFTER_RESTART, 0, 1, "d")),
                expect(keys, "Inconclusive", data("M", Moment.RUNNING, 9, 1, "d")),
                expect(keys, "Inconclusive", data("M", Moment.AFTER_RESTART, 9, 1, "d")),
                expect(alive, "Held", DISTURB, exited("TERMINATED")),
                expect(alive, "Violated", DISTURB, exited("MEMORY_CAP")),
                expect(alive, "Inconclusive", STEADY),
                Arguments.of(fast, "Held", operations(200, 1_000_000)),
                Arguments.of(fast, "Violated", operations(200, 50_000_000)),
                Arguments.of(fast, "Inconclusive", operations(3, 50_000_000)),
                expect(durable, "Held", age(900)),
                expect(durable, "Violated", age(900), age(3_001)),
                expect(durable, "Inconclusive", STEADY),
                expect(new PremisesMet(), "Held", premise(true)),
                expect(new PremisesMet(), "Held", STEADY),
                expect(new PremisesMet(), "Inconclusive", premise(true), premise(false)),
                expect(new FaultsProven(), "Held", applied(true)),
                expect(new FaultsProven(), "Inconclusive", applied(true), applied(false)),
                expect(new FaultsProven(), "Inconclusive", STEADY),
                expect(new SteadyState(), "Held", STEADY, set("k", 1, Outcome.OK)),
                expect(new SteadyState(), "Inconclusive", set("k", 1, Outcome.OK)),
                expect(
                        new SteadyState(),
                        "Inconclusive",
                        STEADY,
                        set("k", 1, Outcome.OK),
                        set("k", 2, Outcome.FAILED)));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void theJudgeAnswers(Checker judge, String verdict, List<Event> history) {
        assertThat(judge.check(history).getClass().getSimpleName())
                .as("%s on %s: %s", judge.name(), history, judge.check(history))
                .isEqualTo(verdict);
    }
}
