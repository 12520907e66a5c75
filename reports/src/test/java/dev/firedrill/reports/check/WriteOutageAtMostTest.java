package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.STEADY;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long clients wanted to write in vain.
class WriteOutageAtMostTest {
    private static final long SECOND = 1_000_000_000L;

    private static Event write(long invoked, long ended, Outcome outcome) {
        return operation(invoked * SECOND, ended * SECOND, outcome, "SET", "k", "v");
    }

    private static Event ok(long seconds) {
        return write(seconds, seconds, Outcome.OK);
    }

    private static Event refused(long seconds) {
        return new Event.Operation(
                seconds * SECOND,
                seconds * SECOND,
                0,
                "M",
                "SET",
                "k",
                List.of("v"),
                "",
                Outcome.FAILED,
                "READONLY You can't write against a read only replica.");
    }

    private static Event skipped(long first, long last) {
        return new Event.OperationsSkipped(last * SECOND, first * SECOND, last * SECOND, 9);
    }

    private static Verdict judged(Object... events) {
        return new WriteOutageAtMost(Duration.ofSeconds(10)).check(all(events));
    }

    private static void assertViolated(Verdict verdict, String summary) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Violated.class,
                        violated -> assertThat(violated.summary()).contains(summary));
    }

    @Test
    void refusalsAreToldWithWhatClientsHeard() {
        Verdict verdict = judged(DISTURB, ok(5), refused(6), refused(17), ok(18));
        assertViolated(verdict, "no write was acknowledged for 12.0 s from 6.0 s on, 10 s allowed");
        assertThat(verdict.toString()).contains("clients were told: READONLY");
    }

    @Test
    void anOutageThatNeverEndsCounts() {
        assertViolated(judged(DISTURB, ok(5), refused(6), refused(17)), "for 11.0 s from 6.0 s on");
    }

    @Test
    void aWriteThatIsAnsweredLateWasWantedAllTheTime() {
        assertViolated(
                judged(DISTURB, ok(5), write(6, 20, Outcome.OK)), "for 14.0 s from 6.0 s on");
    }

    /// Clients that wait for others could not even ask.
    @Test
    void whatCouldNotBeginCounts() {
        assertViolated(judged(DISTURB, ok(5), skipped(6, 19)), "for 13.0 s from 6.0 s on");
    }

    /// The other clients were served meanwhile.
    @Test
    void oneSlowWriteAmongOthersIsNoOutage() {
        assertThat(judged(DISTURB, ok(5), ok(10), ok(16), write(5, 17, Outcome.OK)))
                .isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aShortOutageHolds() {
        assertThat(judged(DISTURB, ok(5), refused(6), ok(15)).toString())
                .contains("the longest time without an acknowledged write was 9.0 s");
    }

    @Test
    void aLoadThatPausesIsNoOutage() {
        assertThat(judged(DISTURB, ok(5), ok(60))).isInstanceOf(Verdict.Held.class);
    }

    /// A replica answers reads.
    @Test
    void readsAreNoWrites() {
        Event read = operation(9 * SECOND, 9 * SECOND, Outcome.OK, "GET", "k");
        assertViolated(judged(DISTURB, ok(5), refused(6), read, refused(17)), "for 11.0 s");
    }

    @Test
    void withoutAWriteAfterTheFaultNothingIsKnown() {
        assertThat(judged(STEADY, ok(1), DISTURB)).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged(ok(1), refused(2))).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged(DISTURB, refused(3))).isInstanceOf(Verdict.Inconclusive.class);
    }
}
