package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.operation;
import static dev.firedrill.reports.Histories.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Acknowledged writes that a failover lost: how many, and over how long they were acknowledged.
class DataLossWindowTest {
    private static final long SECOND = 1_000_000_000L;

    private static Event set(long second, String key, String value) {
        return operation(second * SECOND, second * SECOND + 1, Outcome.OK, "SET", key, value);
    }

    private static Verdict judged(Event... events) {
        return new DataLossWindowAtMost(Duration.ofSeconds(3)).check(List.of(events));
    }

    @Test
    void nothingLostIsHeld() {
        assertThat(judged(set(1, "k", "1:"), set(2, "k", "2:"), read("k", "2:")))
                .isEqualTo(new Verdict.Held(2, "none of 2 acknowledged writes is lost"));
    }

    @Test
    void aLossWithinTheWindowIsHeldAndCounted() {
        Verdict verdict =
                judged(
                        set(1, "k", "1:"),
                        set(2, "k", "2:"),
                        set(4, "k", "3:"),
                        set(5, "other", "1:"),
                        read("k", "1:"),
                        read("other", ""));
        assertThat(verdict)
                .isEqualTo(
                        new Verdict.Held(
                                4,
                                "3 of 4 acknowledged writes are lost, acknowledged from 2.0 s to"
                                        + " 5.0 s: a window of 3.0 s"));
    }

    @Test
    void aLossOverALongerTimeIsViolated() {
        assertThat(judged(set(1, "k", "1:"), set(2, "k", "2:"), set(6, "k", "3:"), read("k", "1:")))
                .isInstanceOf(Verdict.Violated.class);
    }

    /// A write without an answer may have replaced the acknowledged ones before it.
    @Test
    void whatAnUnansweredWriteReplacedIsNotLost() {
        Event unanswered =
                operation(7 * SECOND, 8 * SECOND, Outcome.INDETERMINATE, "SET", "k", "3:");
        assertThat(judged(set(1, "k", "1:"), set(6, "k", "2:"), unanswered, read("k", "3:")))
                .isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aWriteBesideTheOneThatSurvivedIsNotLost() {
        Event beside = operation(SECOND, 9 * SECOND, Outcome.OK, "SET", "k", "2:");
        assertThat(judged(set(2, "k", "1:"), beside, read("k", "1:")))
                .isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aKeyThatWasNotReadIsInconclusive() {
        assertThat(judged(set(1, "k", "1:"), set(1, "other", "1:"), read("k", "1:")))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aValueThatNobodyWroteIsInconclusive() {
        assertThat(judged(set(1, "k", "1:"), read("k", "who?")))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void nothingAcknowledgedIsInconclusive() {
        assertThat(judged(read("k", ""))).isInstanceOf(Verdict.Inconclusive.class);
    }

    /// A counter's losses cannot be told from one reading.
    @Test
    void whatCannotBeCountedIsInconclusive() {
        Event increment = operation(1, 2, Outcome.OK, "INCR", "n");
        assertThat(judged(set(1, "k", "1:"), increment, read("k", "1:"), read("n", "1")))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    /// What was stored long before the failover must not be lost at all.
    @Test
    void aStoredDatasetThatIsGoneIsViolated() {
        var stored = new Event.DatasetStored(SECOND, "M", "profile", 10, 100);
        Event gone =
                new Event.DatasetRead(
                        9 * SECOND, "M", Moment.FINAL, "profile", 8, 2, 0, 0, List.of());
        assertThat(judged(set(5, "k", "1:"), read("k", "1:"), stored, gone))
                .isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aStoredDatasetThatWasNotReadIsInconclusive() {
        var stored = new Event.DatasetStored(SECOND, "M", "profile", 10, 100);
        assertThat(judged(set(5, "k", "1:"), read("k", "1:"), stored))
                .isInstanceOf(Verdict.Inconclusive.class);
    }
}
