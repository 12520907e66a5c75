package dev.firedrill.reports.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Servers that do not tell the age of their unsynced data, and count late fsyncs.
class UnsyncedAgeOfOtherServersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final UnsyncedAgeAtMost JUDGE = new UnsyncedAgeAtMost(Duration.ofSeconds(3));

    /// Samples of one master once a second from 1 to 20; the fault lasts from 5 to 15.
    private static List<Event> samples(String field, double from9On) {
        var events = new ArrayList<Event>();
        for (long second = 1; second <= 20; second++) {
            if (second == 5) events.add(new Event.PhaseBegan(5 * SECOND, Phase.DISTURB));
            if (second == 15) events.add(new Event.PhaseBegan(15 * SECOND, Phase.HEAL));
            double value = second < 9 ? 0 : from9On;
            events.add(new Event.Sampled(second * SECOND, "M", Map.of(field, value)));
        }
        return events;
    }

    private static Verdict verdict(UnsyncedAgeAtMost judge, List<Event> events) {
        Checker.Hearing hearing = judge.begin();
        events.forEach(hearing::hear);
        return hearing.verdict();
    }

    private static List<Event> withConfig(List<Event> events, String line) {
        var all = new ArrayList<>(events);
        all.addFirst(new Event.ConfigFileObserved(0, "M", Moment.START, List.of(line)));
        return all;
    }

    @Test
    void anFsyncThatTookLongerThanTwoSecondsViolates() {
        assertThat(verdict(JUDGE, samples("aof_delayed_fsync", 2)))
                .isEqualTo(
                        new Verdict.Violated(
                                "fsyncs took longer than two seconds, 2 of them, and what was"
                                        + " acknowledged meanwhile waited",
                                List.of("M counted 2 more, 2 since its start")));
    }

    @Test
    void withoutOneNothingWaitedLongerThanThreeSeconds() {
        assertThat(verdict(JUDGE, samples("aof_delayed_fsync", 0)))
                .isInstanceOf(Verdict.Held.class);
        assertThat(
                        verdict(
                                JUDGE,
                                withConfig(
                                        samples("aof_delayed_fsync", 0), "appendfsync everysec")))
                .isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aServerThatFsyncsWhenItLikesTellsNothing() {
        assertThat(verdict(JUDGE, withConfig(samples("aof_delayed_fsync", 0), "appendfsync no")))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aShorterBoundCannotBeJudged() {
        var two = new UnsyncedAgeAtMost(Duration.ofSeconds(2));
        assertThat(verdict(two, samples("aof_delayed_fsync", 0)))
                .isInstanceOf(Verdict.Inconclusive.class);
        var ten = new UnsyncedAgeAtMost(Duration.ofSeconds(10));
        assertThat(verdict(ten, samples("aof_delayed_fsync", 2)))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    /// Without an append-only file INFO counts nothing.
    @Test
    void noCountIsInconclusive() {
        assertThat(verdict(JUDGE, samples("used_memory", 0)))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aServerThatTellsTheAgeIsJudgedByIt() {
        assertThat(verdict(JUDGE, samples(UnsyncedAgeAtMost.FIELD, 2_900)))
                .isInstanceOf(Verdict.Held.class);
        assertThat(verdict(JUDGE, samples(UnsyncedAgeAtMost.FIELD, 3_100)))
                .isInstanceOf(Verdict.Violated.class);
    }
}
