package dev.firedrill.reports.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A judge of latency hears the counts of a heavy load, and believes them only if the load did what
/// it was to do.
class HeavyLoadLatencyTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RATE = 1_000;
    private static final long FAST = 2_000;
    private static final long SLOW = 80_000;
    private static final LatencyAtMost JUDGE =
            new LatencyAtMost(99, Duration.ofMillis(50), Phase.DISTURB);
    private static final Event BEGAN = began(OptionalLong.of(RATE));

    private static Event began(OptionalLong perSecond) {
        return new Event.LoadBegan(SECOND, 1, "M", "writes", perSecond, 15 * SECOND);
    }

    /// One second of the load.
    private static Event.LoadMeasured second(
            int second, long due, Map<Long, Long> micros, long refused, Map<Long, Long> lateness) {
        long answered = micros.values().stream().mapToLong(Long::longValue).sum();
        return new Event.LoadMeasured(
                (second + 1) * SECOND,
                1,
                second * SECOND,
                (second + 1) * SECOND,
                due,
                due,
                answered,
                refused,
                0,
                micros,
                lateness);
    }

    private static Event answeredIn(int second, long micros) {
        return second(second, RATE, Map.of(micros, RATE), 0, Map.of(0L, RATE));
    }

    /// The load begins before the phase and goes on after it: seconds 10 to 20 are judged.
    private static Verdict verdict(Event began, Event... seconds) {
        var hearing = JUDGE.begin();
        hearing.hear(began);
        var events = new ArrayList<>(Arrays.asList(seconds));
        events.add(new Event.PhaseBegan(10 * SECOND, Phase.DISTURB));
        events.add(new Event.PhaseBegan(20 * SECOND, Phase.HEAL));
        events.add(new Event.LoadEnded(30 * SECOND, 1, true));
        events.sort((one, other) -> Long.compare(one.atNanos(), other.atNanos()));
        events.forEach(hearing::hear);
        return hearing.verdict();
    }

    private static Event[] seconds(long micros) {
        Event[] seconds = new Event[20];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = answeredIn(5 + i, micros);
        }
        return seconds;
    }

    private static Event[] with(Event[] seconds, int number, Event other) {
        Event[] changed = seconds.clone();
        changed[number - 5] = other;
        return changed;
    }

    @Test
    void fastAnswersAtTheWholeRateHold() {
        assertThat(verdict(BEGAN, seconds(FAST)))
                .isInstanceOfSatisfying(
                        Verdict.Held.class, held -> assertThat(held.judged()).isEqualTo(10_000));
    }

    @Test
    void slowAnswersAreViolatedEvenBelowTheRate() {
        assertThat(verdict(BEGAN, seconds(SLOW))).isInstanceOf(Verdict.Violated.class);
        Event[] few = seconds(SLOW);
        for (int second = 10; second < 20; second++) {
            few =
                    with(
                            few,
                            second,
                            second(second, RATE, Map.of(SLOW, RATE / 3), 0, Map.of(0L, RATE)));
        }
        assertThat(verdict(BEGAN, few)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void slowAnswersBeforeAndAfterThePhaseAreNotItsOwn() {
        Event[] slowOutside =
                with(with(seconds(FAST), 9, answeredIn(9, SLOW)), 20, answeredIn(20, SLOW));
        assertThat(verdict(BEGAN, slowOutside)).isInstanceOf(Verdict.Held.class);
    }

    @Test
    void refusedOperationsWereNotFast() {
        Event refusing = second(12, RATE, Map.of(FAST, RATE - 200), 200, Map.of(0L, RATE));
        assertThat(verdict(BEGAN, with(seconds(FAST), 12, refusing)))
                .isInstanceOfSatisfying(
                        Verdict.Violated.class,
                        violated -> assertThat(violated.summary()).startsWith("200 of 10000"));
    }

    @Test
    void aLoadThatDidNotReachItsRateShowsNothing() {
        Event[] few = seconds(FAST);
        for (int second = 12; second < 15; second++) {
            few =
                    with(
                            few,
                            second,
                            second(second, RATE, Map.of(FAST, RATE / 2), 0, Map.of(0L, RATE)));
        }
        assertThat(verdict(BEGAN, few))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        flawed ->
                                assertThat(flawed.reason())
                                        .isEqualTo(
                                                "the load did not reach its rate: 850 of 1000"
                                                        + " operations per second were answered"));
    }

    @Test
    void aLoadThatWasLateByItselfShowsNothingAndAccusesNobody() {
        for (long micros : new long[] {FAST, SLOW}) {
            Event[] late = seconds(micros);
            for (int second = 10; second < 20; second++) {
                late =
                        with(
                                late,
                                second,
                                second(
                                        second,
                                        RATE,
                                        Map.of(micros, RATE),
                                        0,
                                        Map.of(0L, RATE - 50, 40_000L, 50L)));
            }
            assertThat(verdict(BEGAN, late))
                    .isInstanceOfSatisfying(
                            Verdict.Inconclusive.class,
                            flawed ->
                                    assertThat(flawed.reason())
                                            .startsWith("the load itself was 40"));
        }
    }

    @Test
    void aLoadThatWasNotHeardOfShowsNothing() {
        List<Event> heard = List.of(Arrays.copyOf(seconds(FAST), 10));
        assertThat(verdict(BEGAN, heard.toArray(Event[]::new)))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        flawed ->
                                assertThat(flawed.reason())
                                        .isEqualTo("the load was heard of for 5.0 s of 10.0 s"));
    }

    @Test
    void aLoadThatWasNeverHeardOfShowsNothing() {
        assertThat(verdict(BEGAN)).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aLoadWithoutARateIsNotJudged() {
        assertThat(verdict(began(OptionalLong.empty()), seconds(FAST)))
                .isInstanceOf(Verdict.Inconclusive.class);
    }
}
