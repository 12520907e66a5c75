package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.operation;
import static dev.firedrill.reports.Histories.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Acknowledged writes that a failover or a restart lost: how many, and how old they were then.
class DataLossWindowTest {
    private static final long SECOND = 1_000_000_000L;

    private static Event set(long second, String key, String value) {
        return operation(second * SECOND, second * SECOND + 1, Outcome.OK, "SET", key, value);
    }

    private static Event follows(long second, String node) {
        return new Event.OperatorActed(
                second * SECOND, node, new OperatorAction.Repointed("R1", 6379), true, "OK");
    }

    private static Event promoted(long second, String node) {
        return new Event.OperatorActed(
                second * SECOND, node, new OperatorAction.Promoted(), true, "OK");
    }

    private static Event killed(long second, String node) {
        return new Event.ProcessExited(second * SECOND, node, 137, ExitCause.KILLED);
    }

    private static Event refused(long second) {
        return new Event.Operation(
                second * SECOND,
                second * SECOND,
                0,
                "M",
                "SET",
                "k",
                List.of("x"),
                "",
                Outcome.FAILED,
                "NOREPLICAS Not enough good replicas to write.");
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
                        follows(5, "M"),
                        read("k", "1:"),
                        read("other", ""));
        assertThat(verdict)
                .isEqualTo(
                        new Verdict.Held(
                                4,
                                "3 of 4 acknowledged writes are lost; one was acknowledged at 2.0"
                                        + " s, and its master was given up at 5.0 s: a window of"
                                        + " 3.0 s"));
    }

    @Test
    void aLossOverALongerTimeIsViolated() {
        assertThat(
                        judged(
                                set(1, "k", "1:"),
                                set(2, "k", "2:"),
                                set(6, "k", "3:"),
                                follows(6, "M"),
                                read("k", "1:")))
                .isInstanceOf(Verdict.Violated.class);
    }

    /// However many were lost: it counts how old the oldest was.
    @Test
    void aSingleWriteThatWasOldWhenItWasLostIsViolated() {
        Event lost = set(2, "k", "2:");
        Event read = read("k", "1:");

        for (Event end : List.of(follows(6, "M"), killed(6, "M"), resynced(6, "M"))) {
            assertThat(judged(set(1, "k", "1:"), lost, end, read))
                    .isEqualTo(
                            new Verdict.Violated(
                                    "1 of 2 acknowledged writes are lost; one was acknowledged at"
                                            + " 2.0 s, and its master was given up at 6.0 s: a"
                                            + " window of 4.0 s",
                                    List.of("2.000 s: k = '2:' was acknowledged")));
        }
        assertThat(judged(set(1, "k", "1:"), lost, follows(4, "M"), read))
                .isInstanceOf(Verdict.Held.class);
        assertThat(judged(set(1, "k", "1:"), lost, follows(4, "R2"), follows(6, "M"), read))
                .isInstanceOf(Verdict.Violated.class);
    }

    private static Event resynced(long second, String node) {
        return new Event.ResyncDecided(
                second * SECOND,
                "R1",
                node,
                ResyncKind.FULL,
                ResyncReason.UNKNOWN_HISTORY,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(7));
    }

    private static Event promotedByGuard(long second, String node) {
        return new Event.GuardActed(second * SECOND, "sentinel-2", new GuardAction.Promoted(node));
    }

    @Test
    void thePromotionByTheGuardEndsTheWindowAsTheOperatorsDoes() {
        Event kept = set(1, "k", "1:");
        Event lost = set(2, "k", "2:");
        assertThat(judged(kept, lost, promotedByGuard(6, "R1"), read("k", "1:")))
                .isInstanceOf(Verdict.Violated.class);
        assertThat(judged(kept, lost, promotedByGuard(4, "R1"), read("k", "1:")))
                .isInstanceOf(Verdict.Held.class);
    }

    /// A master that nobody touched was given up with the promotion of another one.
    @Test
    void withoutAnotherEndThePromotionEndsTheWindow() {
        assertThat(judged(set(1, "k", "1:"), set(2, "k", "2:"), promoted(6, "R1"), read("k", "1:")))
                .isInstanceOf(Verdict.Violated.class);
        assertThat(judged(set(1, "k", "1:"), set(2, "k", "2:"), promoted(4, "R1"), read("k", "1:")))
                .isInstanceOf(Verdict.Held.class);
        assertThat(
                        judged(
                                set(1, "k", "1:"),
                                set(2, "k", "2:"),
                                promoted(4, "R1"),
                                follows(6, "M"),
                                read("k", "1:")))
                .isInstanceOf(Verdict.Violated.class);
    }

    /// Each restart ends the window of what was acknowledged before it.
    @Test
    void aSecondRestartMakesNoWriteOlder() {
        assertThat(
                        judged(
                                set(1, "k", "1:"),
                                set(2, "k", "2:"),
                                killed(3, "M"),
                                set(50, "k", "3:"),
                                killed(51, "M"),
                                read("k", "1:")))
                .isInstanceOf(Verdict.Held.class);
    }

    /// What is refused cannot be lost.
    @Test
    void aMasterThatRefusesWritesIsGivenUpWithTheFirstRefusal() {
        Event first = set(1, "k", "1:");
        Event lost = set(2, "k", "2:");
        Event read = read("k", "1:");

        assertThat(judged(first, lost, refused(4), refused(7), follows(9, "M"), read))
                .isInstanceOf(Verdict.Held.class);
        assertThat(judged(first, lost, refused(4), refused(7), read))
                .isInstanceOf(Verdict.Held.class);
        // It took writes again before it was given up.
        assertThat(
                        judged(
                                first,
                                lost,
                                refused(4),
                                set(8, "other", "1:"),
                                follows(9, "M"),
                                read,
                                read("other", "1:")))
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
