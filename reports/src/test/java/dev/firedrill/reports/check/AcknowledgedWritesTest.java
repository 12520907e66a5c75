package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.answered;
import static dev.firedrill.reports.Histories.data;
import static dev.firedrill.reports.Histories.datasetRead;
import static dev.firedrill.reports.Histories.operation;
import static dev.firedrill.reports.Histories.read;
import static dev.firedrill.reports.Histories.set;
import static dev.firedrill.reports.Histories.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every acknowledged write is accounted for, whichever command made it: at the end of a run, and
/// after a restart.
class AcknowledgedWritesTest {
    private static final NoAcknowledgedWriteLost LOST = new NoAcknowledgedWriteLost();
    private static final RestartKeptDataset KEPT = new RestartKeptDataset();

    private static Arguments atTheEnd(String verdict, Event... events) {
        return Arguments.of(LOST, verdict, List.of(events));
    }

    private static Event ok(long invoked, long ended, String command, String key, String... rest) {
        return operation(invoked, ended, Outcome.OK, command, key, rest);
    }

    private static Event incr(long invoked, long ended, String reply) {
        return answered(invoked, ended, Outcome.OK, reply, "INCR", "n");
    }

    static Stream<Arguments> strings() {
        return Stream.of(
                atTheEnd("Held", set("k", "2:x", Outcome.OK), read("k", "2:x")),
                // A value without any number in it counts as much as one with.
                atTheEnd("Held", set("k", "blue", Outcome.OK), read("k", "blue")),
                atTheEnd("Violated", set("k", "blue", Outcome.OK), read("k", "")),
                atTheEnd(
                        "Violated",
                        ok(1, 2, "SET", "k", "red"),
                        ok(3, 4, "SET", "k", "blue"),
                        read("k", "red")),
                // Two writes under way at one time: either may be the last.
                atTheEnd(
                        "Held",
                        ok(1, 5, "SET", "k", "red"),
                        ok(3, 6, "SET", "k", "blue"),
                        read("k", "red")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "SET", "k", "red"),
                        operation(3, 9, Outcome.INDETERMINATE, "SET", "k", "blue"),
                        read("k", "blue")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "SET", "k", "red"),
                        operation(3, 9, Outcome.INDETERMINATE, "SET", "k", "blue"),
                        read("k", "red")),
                atTheEnd("Inconclusive", set("k", "2:x", Outcome.OK), read("k", "3:foreign")),
                atTheEnd("Inconclusive", set("k", "2:x", Outcome.FAILED), read("k", "")),
                atTheEnd("Inconclusive", set("k", "2:x", Outcome.OK)),
                atTheEnd(
                        "Inconclusive",
                        set("k", "a", Outcome.OK),
                        set("other", "b", Outcome.OK),
                        read("k", "a")),
                atTheEnd("Held", set("k", "a", Outcome.OK), ok(30, 31, "DEL", "k"), read("k", "")),
                atTheEnd(
                        "Violated",
                        set("k", "a", Outcome.OK),
                        ok(30, 31, "DEL", "k"),
                        read("k", "a")),
                atTheEnd("Inconclusive", ok(1, 2, "SET", "k", "a", "EX", "1"), read("k", "")),
                atTheEnd("Inconclusive", ok(1, 2, "XADD", "k", "*", "f", "v"), read("k", "")),
                atTheEnd(
                        "Held",
                        answered(1, 2, Outcome.OK, "(nil)", "SET", "k", "b", "NX"),
                        set("k", "a", Outcome.OK),
                        read("k", "a")),
                // A write that is recorded after the reading, and began before it.
                atTheEnd(
                        "Held",
                        ok(1, 2, "SET", "k", "a"),
                        read("k", "b"),
                        operation(50, 120, Outcome.INDETERMINATE, "SET", "k", "b")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "MSET", "k", "a", "l", "b"),
                        read("k", "a"),
                        read("l", "b")));
    }

    private static Event unanswered(long invoked, long ended, String value) {
        return operation(invoked, ended, Outcome.INDETERMINATE, "SET", "k", value);
    }

    private static Event exited(long at, String node) {
        return new Event.ProcessExited(at, node, 137, ExitCause.KILLED);
    }

    /// A write without an answer takes effect in the process that it was sent to, or never.
    static Stream<Arguments> withoutAnAnswer() {
        Event red = ok(30, 31, "SET", "k", "red");
        return Stream.of(
                atTheEnd(
                        "Violated",
                        unanswered(3, 9, "blue"),
                        exited(20, "M"),
                        red,
                        read("k", "blue")),
                // It is recorded when the client gives up, which may be long after the process.
                atTheEnd(
                        "Violated",
                        exited(20, "M"),
                        red,
                        unanswered(3, 50, "blue"),
                        read("k", "blue")),
                // It may wait in a buffer for as long as the process lives.
                atTheEnd("Held", unanswered(3, 9, "blue"), red, read("k", "blue")),
                atTheEnd(
                        "Held", unanswered(3, 9, "blue"), exited(20, "R1"), red, read("k", "blue")),
                atTheEnd("Held", exited(2, "M"), unanswered(3, 9, "blue"), red, read("k", "blue")),
                // It had taken effect when the process ended, and nothing has replaced it.
                atTheEnd(
                        "Held",
                        ok(1, 2, "SET", "k", "red"),
                        unanswered(3, 9, "blue"),
                        exited(20, "M"),
                        read("k", "blue")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "SET", "k", "red"),
                        unanswered(3, 9, "blue"),
                        exited(20, "M"),
                        read("k", "red")),
                // A removal may wait until the key is there.
                atTheEnd(
                        "Held",
                        operation(3, 9, Outcome.INDETERMINATE, "DEL", "k"),
                        red,
                        read("k", "")),
                atTheEnd(
                        "Held",
                        operation(3, 9, Outcome.INDETERMINATE, "FLUSHALL", ""),
                        red,
                        read("k", "")),
                atTheEnd(
                        "Inconclusive",
                        operation(3, 9, Outcome.INDETERMINATE, "DEL", "n"),
                        answered(30, 31, Outcome.OK, "1", "INCR", "n"),
                        read("n", "")),
                // The same value asked for again by a later process.
                atTheEnd(
                        "Held",
                        unanswered(3, 9, "blue"),
                        exited(20, "M"),
                        unanswered(25, 28, "blue"),
                        red,
                        read("k", "blue")),
                atTheEnd(
                        "Violated",
                        ok(1, 2, "SET", "k", "a"),
                        operation(3, 9, Outcome.INDETERMINATE, "DEL", "k"),
                        exited(20, "M"),
                        red,
                        read("k", "")));
    }

    /// A value that only an unanswered write explains may hide the loss of an acknowledged one.
    @Test
    void heldSaysHowManyValuesRestOnWritesWithoutAnAnswer() {
        var judged =
                LOST.check(
                        List.of(
                                ok(1, 2, "SET", "k", "red"),
                                unanswered(3, 9, "blue"),
                                ok(1, 2, "SET", "l", "a"),
                                incr(1, 2, "1"),
                                operation(3, 9, Outcome.INDETERMINATE, "INCR", "n"),
                                read("k", "blue"),
                                read("l", "a"),
                                read("n", "1")));
        assertThat(judged)
                .isEqualTo(
                        new Verdict.Held(
                                3,
                                "3 acknowledged values were read back at the end; 2 of them show,"
                                        + " or may show, a write without an answer"));
    }

    static Stream<Arguments> otherTypes() {
        return Stream.of(
                atTheEnd("Held", incr(1, 2, "1"), incr(3, 4, "2"), read("n", "2")),
                atTheEnd("Violated", incr(1, 2, "1"), incr(3, 4, "2"), read("n", "1")),
                atTheEnd("Violated", incr(1, 2, "1"), incr(3, 4, "2"), read("n", "")),
                // 274 for one client, then 1 for the next: what was lost has been overtaken since.
                atTheEnd("Violated", incr(1, 2, "274"), incr(3, 4, "1"), read("n", "900")),
                atTheEnd("Held", incr(1, 9, "2"), incr(3, 10, "1"), read("n", "2")),
                atTheEnd("Inconclusive", incr(1, 2, "1"), read("n", "7")),
                atTheEnd(
                        "Inconclusive", incr(1, 2, "1"), set("n", "7", Outcome.OK), read("n", "7")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "HSET", "h", "f", "1", "g", "2"),
                        read(Moment.FINAL, "h", DataType.HASH, "g", "2", "f", "1")),
                atTheEnd(
                        "Violated",
                        ok(1, 2, "HSET", "h", "f", "1", "g", "2"),
                        read(Moment.FINAL, "h", DataType.HASH, "f", "1")),
                atTheEnd(
                        "Violated",
                        ok(1, 2, "SADD", "s", "a", "b"),
                        read(Moment.FINAL, "s", DataType.SET, "a")),
                atTheEnd(
                        "Inconclusive",
                        ok(1, 2, "SADD", "s", "a"),
                        read(Moment.FINAL, "s", DataType.SET, "a", "foreign")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "ZADD", "z", "1.0", "a"),
                        read(Moment.FINAL, "z", DataType.SORTED_SET, "a", "1")),
                atTheEnd(
                        "Held",
                        ok(1, 2, "RPUSH", "l", "a", "a"),
                        read(Moment.FINAL, "l", DataType.LIST, "a", "a")),
                atTheEnd(
                        "Violated",
                        ok(1, 2, "RPUSH", "l", "a", "a"),
                        read(Moment.FINAL, "l", DataType.LIST, "a")));
    }

    static Stream<Arguments> storedBeforehand() {
        Event ok = set("k", "a", Outcome.OK);
        Event readBack = read("k", "a");
        return Stream.of(
                atTheEnd("Held", stored(500), ok, readBack, datasetRead(Moment.FINAL, 500, 0, 0)),
                atTheEnd(
                        "Violated",
                        stored(500),
                        ok,
                        readBack,
                        datasetRead(Moment.FINAL, 0, 500, 0)),
                atTheEnd("Inconclusive", stored(500), ok, readBack),
                atTheEnd(
                        "Inconclusive",
                        stored(500),
                        ok,
                        readBack,
                        datasetRead(Moment.FINAL, 400, 0, 100)));
    }

    private static Arguments restart(String verdict, long keysAfter, Object... events) {
        return Arguments.of(
                KEPT,
                verdict,
                all(
                        ok(1, 2, "SET", "k", "a"),
                        data("M", Moment.RUNNING, 9, 1, "d"),
                        new Event.ProcessStarted(60, "M", 2),
                        data("M", Moment.AFTER_RESTART, keysAfter, 1, "d"),
                        List.of(events)));
    }

    static Stream<Arguments> afterARestart() {
        Event present = read(Moment.AFTER_RESTART, "k", DataType.STRING, "a");
        List<Event> again =
                List.of(data("M", Moment.RUNNING, 9, 1, "d"), new Event.ProcessStarted(70, "M", 3));
        return Stream.of(
                restart("Held", 9, present),
                restart("Violated", 0, present),
                restart("Violated", 9, read(Moment.AFTER_RESTART, "k", DataType.NONE)),
                // As many keys as before, and not what was acknowledged.
                restart("Inconclusive", 9),
                restart("Inconclusive", 9, present, new Event.ProcessStarted(70, "R1", 2)),
                restart(
                        "Held",
                        9,
                        present,
                        again,
                        data("M", Moment.AFTER_RESTART, 9, 1, "d"),
                        present),
                // Everything has to be read after each restart.
                restart(
                        "Inconclusive",
                        9,
                        present,
                        again,
                        data("M", Moment.AFTER_RESTART, 9, 1, "d")),
                restart("Inconclusive", 9, present, again),
                restart("Inconclusive", 9, present, new Event.ProcessStarted(70, "M", 3)),
                // Fewer keys are no loss where the load deletes; reading them back shows what is
                // lost.
                restart("Held", 8, ok(1, 2, "DEL", "x"), present),
                restart(
                        "Violated",
                        8,
                        ok(1, 2, "DEL", "x"),
                        read(Moment.AFTER_RESTART, "k", DataType.NONE)),
                Arguments.of(KEPT, "Inconclusive", List.of(data("M", Moment.RUNNING, 9, 1, "d"))),
                Arguments.of(
                        KEPT, "Inconclusive", List.of(data("M", Moment.AFTER_RESTART, 9, 1, "d"))));
    }

    @ParameterizedTest
    @MethodSource({"strings", "withoutAnAnswer", "otherTypes", "storedBeforehand", "afterARestart"})
    void theJudgeAnswers(Checker judge, String verdict, List<Event> history) {
        assertThat(judge.check(history).getClass().getSimpleName())
                .as("%s on %s: %s", judge.name(), history, judge.check(history))
                .isEqualTo(verdict);
    }
}
