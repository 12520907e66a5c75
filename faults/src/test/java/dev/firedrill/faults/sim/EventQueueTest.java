package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.InvariantViolation;
import dev.firedrill.engine.base.Prng;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue events = new EventQueue();

    /// More events than the queue has room for at first, and few moments, so that many are due
    /// together.
    @Test
    void whatIsDueTogetherHappensInTheOrderInWhichItWasAskedFor() {
        var prng = new Prng(1);
        record Asked(long atNanos, int number) {}
        var asked = new ArrayList<Asked>();
        var happened = new ArrayList<Asked>();
        for (int i = 0; i < 5_000; i++) {
            var one = new Asked(prng.nextLong(300), i);
            asked.add(one);
            events.at(one.atNanos(), () -> happened.add(one));
        }

        events.runUntil(300);

        // A stable sort.
        asked.sort(Comparator.comparingLong(Asked::atNanos));
        assertThat(happened).isEqualTo(asked);
    }

    /// Events that happen ask for later ones, as they do in a simulation.
    @Test
    void eventsThatAskForMoreKeepTheOrder() {
        var prng = new Prng(2);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 100; i++) {
            again(prng, times, 200);
        }

        events.runUntil(1_000_000);

        assertThat(times).hasSize(100 * 200).isSorted();
    }

    private void again(Prng prng, List<Long> times, int more) {
        if (more == 0) {
            return;
        }
        events.after(
                prng.nextLong(1_000),
                () -> {
                    times.add(events.nowNanos());
                    again(prng, times, more - 1);
                });
    }

    @Test
    void whatIsAskedForAtOnceWaitsForWhatIsDueAtTheSameMoment() {
        var seen = new ArrayList<String>();
        events.at(
                10,
                () -> {
                    seen.add("first");
                    events.after(
                            0,
                            () -> {
                                seen.add("asked by the first");
                                events.at(10, () -> seen.add("asked by what it asked for"));
                            });
                    events.at(11, () -> seen.add("later"));
                });
        events.at(
                10,
                () -> {
                    seen.add("second");
                    events.after(0, () -> seen.add("asked by the second"));
                });

        events.runUntil(20);

        assertThat(seen)
                .containsExactly(
                        "first",
                        "second",
                        "asked by the first",
                        "asked by the second",
                        "asked by what it asked for",
                        "later");
    }

    @Test
    void whatWasDueEarlierHappensNow() {
        events.runUntil(50);
        var seen = new ArrayList<Long>();

        events.at(10, () -> seen.add(events.nowNanos()));
        events.runUntil(60);

        assertThat(seen).containsExactly(50L);
        assertThat(events.nowNanos()).isEqualTo(60);
    }

    @Test
    void whatIsDueLaterWaits() {
        var seen = new ArrayList<Long>();
        events.at(11, () -> seen.add(events.nowNanos()));

        events.runUntil(10);
        assertThat(seen).isEmpty();

        events.runUntil(11);
        assertThat(seen).containsExactly(11L);
    }

    @Test
    void timeDoesNotRunBackwards() {
        events.runUntil(10);

        assertThatThrownBy(() -> events.runUntil(9)).isInstanceOf(InvariantViolation.class);
    }
}
