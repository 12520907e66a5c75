package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.ENDED;
import static dev.firedrill.reports.Histories.HEAL;
import static dev.firedrill.reports.Histories.STEADY;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.data;
import static dev.firedrill.reports.Histories.exited;
import static dev.firedrill.reports.Histories.healed;
import static dev.firedrill.reports.Histories.nodes;
import static dev.firedrill.reports.Histories.operation;
import static dev.firedrill.reports.Histories.planned;
import static dev.firedrill.reports.Histories.sampled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each judge with histories that it must find held, violated and inconclusive; among the last
/// those in which it has not observed what it judges.
class CheckersTest {
    private static Event charge(String key) {
        return new Event.SideEffect(5, 0, ChargedAtMostOnce.CHARGE, key, 100);
    }

    private static Event skipped(long firstDue, long lastDue, long count) {
        return new Event.OperationsSkipped(lastDue + 5, firstDue, lastDue, count);
    }

    private static Event premise(boolean met) {
        return new Event.PremiseObserved(4, "the replicas caught up", met, "R1 down");
    }

    private static Event converged(boolean yes) {
        return new Event.ConvergenceObserved(70, yes, 5, "seen");
    }

    private static Event config(Moment moment, String value) {
        return new Event.ConfigObserved(60, "M", moment, Map.of("appendonly", value));
    }

    static Event restarted(String node) {
        return new Event.ProcessStarted(55, node, 2);
    }

    private static Event alive(String node) {
        return sampled(60, node, "used_memory", 1);
    }

    private static Event age(long seconds, double millis) {
        return sampled(seconds * 1_000_000_000L, "M", UnsyncedAgeAtMost.FIELD, millis);
    }

    private static Event phase(long seconds, Phase phase) {
        return new Event.PhaseBegan(seconds * 1_000_000_000L, phase);
    }

    private static List<Event> operations(int ok, int unanswered, long nanos) {
        var events = new ArrayList<Event>(List.of(DISTURB));
        for (int i = 0; i < ok + unanswered; i++) {
            Outcome outcome = i < ok ? Outcome.OK : Outcome.INDETERMINATE;
            events.add(operation(2, 2 + nanos, outcome, "SET", "k", "1:"));
        }
        return events;
    }

    static Arguments expect(Checker judge, String verdict, Event... events) {
        return Arguments.of(judge, verdict, List.of(events));
    }

    static Stream<Arguments> aboutTheDrill() {
        var proven = new FaultsProven();
        var met = new PremisesMet();
        var steady = new SteadyState();
        Event cut = planned(1, InjectionKind.CUT_LINK, "M->R1", false);
        Event killed = planned(1, InjectionKind.KILL_NODE, "M", true);
        Event ok = operation(10, 20, Outcome.OK, "SET", "k", "1:");
        Event refused = operation(10, 20, Outcome.FAILED, "SET", "k", "2:");
        return Stream.of(
                expect(proven, "Held", cut, applied(1, true), healed(1, true)),
                expect(proven, "Held", killed, applied(1, true)),
                expect(proven, "Inconclusive", cut, applied(1, false), healed(1, true)),
                expect(proven, "Inconclusive", cut, applied(1, true), healed(1, false)),
                expect(proven, "Inconclusive", cut),
                expect(proven, "Inconclusive", cut, applied(1, true)),
                expect(proven, "Inconclusive", applied(1, true)),
                expect(proven, "Inconclusive", STEADY),
                expect(met, "Held", premise(true), ENDED),
                expect(met, "Held", ENDED),
                expect(met, "Inconclusive", premise(true)),
                expect(met, "Inconclusive", premise(true), premise(false), ENDED),
                expect(steady, "Held", STEADY, ok),
                expect(steady, "Inconclusive", ok),
                expect(steady, "Inconclusive", STEADY, ok, refused),
                expect(steady, "Inconclusive", STEADY, ok, skipped(2, 3, 1)),
                expect(steady, "Held", STEADY, ok, DISTURB, skipped(2, 3, 1)));
    }

    static Stream<Arguments> aboutTheEnd() {
        var same = new Converged();
        Event m = data("M", Moment.FINAL, 1, 7, "d");
        Event r1 = data("R1", Moment.FINAL, 1, 7, "d");
        return Stream.of(
                expect(same, "Held", nodes("M", "R1"), converged(true), m, r1),
                // A replica that SYNC has synchronised counts from there.
                expect(same, "Held", converged(true), m, data("R1", Moment.FINAL, 1, -1, "d")),
                expect(same, "Violated", nodes("M", "R1"), converged(false)),
                expect(
                        same,
                        "Violated",
                        converged(true),
                        m,
                        data("R1", Moment.FINAL, 1, 7, "other")),
                expect(
                        same,
                        "Inconclusive",
                        converged(true),
                        m,
                        data("R1", Moment.FINAL, 1, 8, "other")),
                expect(
                        same,
                        "Inconclusive",
                        converged(true),
                        data("M", Moment.FINAL, 1, 7, ""),
                        data("R1", Moment.FINAL, 1, 7, "")),
                expect(same, "Inconclusive", nodes("M", "R1", "R2"), converged(true), m, r1),
                // The same node twice is one node.
                expect(same, "Inconclusive", nodes("M", "R1"), converged(true), m, m),
                expect(
                        same,
                        "Inconclusive",
                        converged(true),
                        data("M", Moment.FINAL, 0, 7, "d"),
                        data("R1", Moment.FINAL, 0, 7, "d")),
                expect(same, "Inconclusive", STEADY),
                expect(same, "Inconclusive", converged(true)));
    }

    static Stream<Arguments> aboutRestarts() {
        var kept = new ConfigurationKept();
        var survived = new ProcessSurvived("M");
        Event yes = config(Moment.RUNNING, "yes");
        Event kill = planned(1, InjectionKind.KILL_NODE, "M", true);
        return Stream.of(
                expect(kept, "Held", yes, config(Moment.AFTER_RESTART, "yes")),
                expect(kept, "Violated", yes, config(Moment.AFTER_RESTART, "no")),
                expect(
                        kept,
                        "Violated",
                        yes,
                        new Event.ConfigObserved(
                                60, "M", Moment.AFTER_RESTART, Map.of("save", "1 1"))),
                expect(kept, "Inconclusive", yes),
                expect(kept, "Inconclusive", config(Moment.AFTER_RESTART, "yes")),
                expect(
                        kept,
                        "Inconclusive",
                        yes,
                        restarted("R1"),
                        config(Moment.AFTER_RESTART, "yes")),
                expect(
                        survived,
                        "Held",
                        nodes("M", "R1"),
                        DISTURB,
                        exited("M", ExitCause.TERMINATED),
                        alive("M")),
                expect(survived, "Held", DISTURB, kill, exited("M", ExitCause.KILLED), alive("M")),
                expect(survived, "Violated", DISTURB, exited("M", ExitCause.MEMORY_CAP)),
                expect(survived, "Violated", DISTURB, alive("M"), exited("M", ExitCause.KILLED)),
                expect(survived, "Inconclusive", STEADY),
                expect(survived, "Inconclusive", DISTURB),
                expect(survived, "Inconclusive", nodes("M", "R1"), alive("M"), DISTURB));
    }

    static Stream<Arguments> aboutClients() {
        var once = new ChargedAtMostOnce();
        var fast = new LatencyAtMost(99, Duration.ofMillis(10), Phase.DISTURB);
        var durable = new UnsyncedAgeAtMost(Duration.ofSeconds(3));
        Event disturb = phase(10, Phase.DISTURB);
        return Stream.of(
                expect(once, "Held", DISTURB, charge("a/1"), charge("a/2")),
                expect(once, "Violated", charge("a/1"), charge("a/1")),
                expect(once, "Inconclusive", STEADY),
                expect(once, "Inconclusive", charge("a/1"), DISTURB),
                Arguments.of(fast, "Held", operations(200, 0, 1_000_000)),
                Arguments.of(fast, "Violated", operations(200, 0, 50_000_000)),
                Arguments.of(fast, "Violated", operations(200, 20, 1_000_000)),
                Arguments.of(fast, "Inconclusive", operations(3, 0, 50_000_000)),
                // Operations that could not begin when they were due were not fast.
                Arguments.of(
                        fast, "Violated", all(operations(200, 0, 1_000_000), skipped(3, 9, 20))),
                Arguments.of(
                        fast, "Violated", all(operations(200, 0, 1_000_000), skipped(1, 9, 20))),
                Arguments.of(
                        fast,
                        "Held",
                        all(
                                skipped(1, 1, 20),
                                operations(200, 0, 1_000_000),
                                HEAL,
                                skipped(100, 101, 20))),
                expect(durable, "Held", disturb, age(11, 900), age(12, 800), phase(13, Phase.HEAL)),
                expect(durable, "Violated", age(1, 900), age(2, 3_001)),
                expect(durable, "Inconclusive", STEADY),
                expect(durable, "Inconclusive", age(9, 900), disturb),
                expect(
                        durable,
                        "Inconclusive",
                        disturb,
                        age(11, 900),
                        age(40, 900),
                        phase(41, Phase.HEAL)),
                expect(durable, "Inconclusive", disturb, age(11, 900), phase(41, Phase.HEAL)));
    }

    @ParameterizedTest
    @MethodSource({
        "aboutTheDrill",
        "dev.firedrill.reports.check.ResyncVerdicts#aboutResyncs",
        "dev.firedrill.reports.check.ResyncVerdicts#aboutResyncsAfterARestart",
        "dev.firedrill.reports.check.ResyncVerdicts#aboutReplicasThatLostTheirLink",
        "aboutTheEnd",
        "aboutRestarts",
        "aboutClients"
    })
    void theJudgeAnswers(Checker judge, String verdict, List<Event> history) {
        assertThat(judge.check(history).getClass().getSimpleName())
                .as("%s on %s: %s", judge.name(), history, judge.check(history))
                .isEqualTo(verdict);
    }

    /// An operation without an answer has no latency that could be printed.
    @Test
    void anOperationThatWasNeverAnsweredHasNoLatency() {
        var fast = new LatencyAtMost(99, Duration.ofMillis(10), Phase.DISTURB);
        var seen = (Verdict.Violated) fast.check(operations(200, 20, 1_000_000));
        assertThat(seen.evidence().getFirst())
                .contains("p50 1.0 ms, p99 never over 220 operations, 20 of them without success");
    }

    /// A judge that has seen nothing has nothing to say, whatever it judges.
    @ParameterizedTest
    @MethodSource("everyJudge")
    void noJudgeHoldsOnAnEmptyRun(Checker judge) {
        for (List<Event> history :
                List.<List<Event>>of(
                        List.of(),
                        List.of(nodes("M", "R1")),
                        List.of(nodes("M", "R1"), STEADY, DISTURB, HEAL, ENDED))) {
            if (judge instanceof PremisesMet && history.contains(ENDED)) continue;
            assertThat(judge.check(history)).isInstanceOf(Verdict.Inconclusive.class);
        }
    }

    static Stream<Checker> everyJudge() {
        return Stream.of(
                new FaultsProven(),
                new PremisesMet(),
                new SteadyState(),
                new NoAcknowledgedWriteLost(),
                new ChargedAtMostOnce(),
                new FullResyncsAtMost(0),
                new RestartKeptDataset(),
                new ConfigurationKept(),
                new Converged(),
                new ProcessSurvived(""),
                new LatencyAtMost(99, Duration.ofMillis(10), Phase.DISTURB),
                new UnsyncedAgeAtMost(Duration.ofSeconds(3)),
                new ErrorRateFalls());
    }
}
