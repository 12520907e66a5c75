package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.at;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.file;
import static dev.firedrill.reports.incident.Scenes.snapshotBegan;
import static dev.firedrill.reports.incident.Scenes.snapshotEnded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.SnapshotResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/// The finding reports clients that wait for a snapshot, not clients that wait for something else.
class SnapshotOnDiskOfLogTest {
    private static final Event THROUGH_DISK =
            file(1, Moment.START, "appendfsync always", "repl-diskless-sync no");
    private static final Event BEGAN = snapshotBegan(5);
    private static final Event ENDED = snapshotEnded(9, SnapshotResult.SUCCEEDED, 40_000_000);

    private static Event set(double invoked, double ended) {
        return new Event.Operation(
                at(ended), at(invoked), 0, "M", "SET", "k", List.of("v"), "", Outcome.OK, "");
    }

    private static Object[] slow(double from) {
        return IntStream.range(0, 12).mapToObj(i -> set(from + i * 0.01, from + 1.5)).toArray();
    }

    /// For [FindingsTest].
    static Stream<Arguments> pairs() {
        return Stream.of(
                FindingsTest.shows(
                        new SnapshotOnDiskOfLog(),
                        "M wrote 1 snapshot for its replicas to the disk of its append-only file,"
                                + " for which its answers wait (appendfsync always): 12 of them"
                                + " took more than 500 ms from 5.000 s to 7.500 s.",
                        disturbed(with(with(slow(6), BEGAN, ENDED), THROUGH_DISK)),
                        disturbed(with(with(slow(12), ENDED), THROUGH_DISK, BEGAN))));
    }

    private static List<Observation> observed(Event conf, Object... events) {
        var all = new ArrayList<Object>(List.of(conf));
        all.addAll(Arrays.asList(events));
        return Scenes.observed(new SnapshotOnDiskOfLog(), disturbed(all.toArray()));
    }

    private static Object[] with(Object[] some, Object first, Object... last) {
        var all = new ArrayList<Object>(List.of(first));
        all.addAll(Arrays.asList(some));
        all.addAll(Arrays.asList(last));
        return all.toArray();
    }

    @Test
    void answersThatWaitForASnapshotAreCounted() {
        assertThat(observed(THROUGH_DISK, with(slow(6), BEGAN, ENDED)))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sentence())
                            .startsWith(
                                    "M wrote 1 snapshot for its replicas to the disk of its"
                                            + " append-only file");
                    assertThat(one.figures()).containsEntry("slowAnswers", 12L);
                    assertThat(one.remedies().getFirst().settings())
                            .containsExactly(new Remedy.Setting("repl-diskless-sync", "yes"));
                });
    }

    @Test
    void thoseOfAHeavyLoadAreCountedWithThem() {
        var load = new Event.LoadBegan(0, 1, "M", "writes", OptionalLong.of(100), 1_000_000_000L);
        var second =
                new Event.LoadMeasured(
                        at(7),
                        1,
                        at(6),
                        at(7),
                        100,
                        100,
                        100,
                        0,
                        0,
                        Map.of(2_000L, 60L, 700_000L, 40L),
                        Map.of());
        assertThat(observed(THROUGH_DISK, load, BEGAN, second, ENDED))
                .singleElement()
                .satisfies(one -> assertThat(one.figures()).containsEntry("slowAnswers", 40L));
    }

    @Test
    void slowAnswersBesideNoSnapshotAreNot() {
        assertThat(observed(THROUGH_DISK, with(with(slow(12), ENDED), BEGAN))).isEmpty();
        assertThat(observed(THROUGH_DISK, slow(6))).isEmpty();
    }

    @Test
    void aSnapshotPastTheDiskOrALogThatNobodyWaitsForIsNoReason() {
        Object[] scene = with(slow(6), BEGAN, ENDED);
        assertThat(observed(file(1, Moment.START, "appendfsync always"), scene)).isEmpty();
        assertThat(
                        observed(
                                file(
                                        1,
                                        Moment.START,
                                        "appendfsync everysec",
                                        "repl-diskless-sync no"),
                                scene))
                .isEmpty();
    }

    @Test
    void aFewSlowAnswersAreNoReason() {
        assertThat(observed(THROUGH_DISK, BEGAN, set(6, 7), set(6, 7), ENDED)).isEmpty();
    }
}
