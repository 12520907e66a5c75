package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whether errors end when their cause is gone: a fault lasts from second 20 to second 30, and the
/// load until second 50.
class ErrorRateFallsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENT = SECOND / 100;
    private static final Event DISTURB = phase(20, Phase.DISTURB);
    private static final Event HEAL = phase(50, Phase.HEAL);

    private static Event phase(long seconds, Phase phase) {
        return new Event.PhaseBegan(seconds * SECOND, phase);
    }

    private static Event healed(long seconds) {
        return new Event.FaultHealed(seconds * SECOND, 1, 1, "wanted", "measured", true);
    }

    /// Ten in each second.
    private static List<Event> operations(long from, long to, Outcome outcome, long tookNanos) {
        var events = new ArrayList<Event>();
        for (long began = from * SECOND; began < to * SECOND; began += SECOND / 10) {
            events.add(operation(began, began + tookNanos, outcome, "SET", "k", "v"));
        }
        return events;
    }

    private static List<Event> served(long from, long to) {
        return operations(from, to, Outcome.OK, PATIENT);
    }

    private static List<Event> failed(long from, long to) {
        return operations(from, to, Outcome.FAILED, PATIENT);
    }

    private static Verdict judged(Object... events) {
        return new ErrorRateFalls().check(all(events));
    }

    private static void assertInconclusive(Verdict verdict, String why) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class, one -> assertThat(one.reason()).contains(why));
    }

    @Test
    void errorsThatEndWithTheFaultHold() {
        assertThat(judged(DISTURB, failed(20, 30), healed(30), served(30, 50), HEAL))
                .isInstanceOfSatisfying(
                        Verdict.Held.class,
                        held ->
                                assertThat(held.summary())
                                        .isEqualTo(
                                                "errors fell from 100.0 % of 100 operations to"
                                                        + " 0.0 % of 150 operations"));
    }

    @Test
    void errorsThatStayAreToldWithTheirCourse() {
        Verdict verdict =
                judged(
                        served(10, 20),
                        DISTURB,
                        failed(20, 30),
                        healed(30),
                        served(30, 35),
                        failed(35, 50),
                        HEAL);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Violated.class,
                        violated -> {
                            assertThat(violated.summary())
                                    .contains("100.0 % of 150 operations", "10 % allowed");
                            assertThat(violated.evidence())
                                    .contains(
                                            "before the fault: 0.0 % of 100 operations",
                                            "0 s to 5 s after it: 0.0 % of 50 operations",
                                            "15 s to 20 s after it: 100.0 % of 50 operations");
                        });
    }

    /// Clients have hung up by then.
    @Test
    void anAnswerThatNobodyWaitsForIsAnError() {
        List<Event> late = operations(35, 50, Outcome.OK, 2 * SECOND);
        assertThat(judged(DISTURB, failed(20, 30), healed(30), late, HEAL))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void whatCouldNotBeginIsAnError() {
        Event skipped = new Event.OperationsSkipped(41 * SECOND, 40 * SECOND, 40 * SECOND, 900);
        assertThat(judged(DISTURB, failed(20, 30), healed(30), served(35, 50), skipped, HEAL))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void errorsSoonAfterTheFaultDoNotCountYet() {
        assertThat(
                        judged(
                                DISTURB,
                                failed(20, 30),
                                healed(30),
                                failed(30, 35),
                                served(35, 50),
                                HEAL))
                .isInstanceOf(Verdict.Held.class);
    }

    /// What holds the whole drill is healed when the load has ended.
    @Test
    void aHealAfterTheLoadSaysNothing() {
        Verdict verdict = judged(DISTURB, failed(20, 30), served(30, 50), HEAL, healed(51));
        assertInconclusive(verdict, "no fault was healed");
    }

    @Test
    void withoutErrorsDuringTheFaultNothingCouldFall() {
        assertInconclusive(
                judged(DISTURB, served(20, 30), healed(30), served(30, 50), HEAL),
                "raised no error rate");
        assertInconclusive(
                judged(DISTURB, healed(30), served(30, 50), HEAL), "raised no error rate");
    }

    @Test
    void withoutOperationsAfterTheFaultNothingIsKnown() {
        assertInconclusive(
                judged(DISTURB, failed(20, 30), healed(30), served(30, 40), HEAL),
                "only 50 operations began more than 5 s after the fault");
        assertInconclusive(
                judged(DISTURB, failed(20, 30), healed(30), served(30, 50)),
                "no fault was healed before the load ended");
        assertInconclusive(judged(failed(20, 30), healed(30), HEAL), "no fault was healed");
    }
}
