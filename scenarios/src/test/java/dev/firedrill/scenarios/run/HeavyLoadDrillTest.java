package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a heavy load does in a drill stands in the journal, as counts.
class HeavyLoadDrillTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static <E extends Event> List<E> of(List<Event> journal, Class<E> kind) {
        return journal.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void aHeavyLoadIsCountedIntervalByIntervalToItsEnd() throws Exception {
        var journal = new ArrayList<Event>();
        OneDrill.run(
                drill -> {
                    drill.load().heavy(HeavyLoad.atRate(3_000, 100, 20), WINDOW);
                    drill.runFor(Duration.ofSeconds(4));
                },
                journal::add);
        Event.LoadBegan began = of(journal, Event.LoadBegan.class).getFirst();
        assertThat(began.node()).isEqualTo("M");
        assertThat(began.perSecond().getAsLong()).isEqualTo(3_000);
        assertThat(began.windowNanos()).isEqualTo(WINDOW.toNanos());
        List<Event.LoadMeasured> measured = of(journal, Event.LoadMeasured.class);
        assertThat(measured).hasSizeGreaterThanOrEqualTo(4);
        assertThat(measured.getFirst().fromNanos()).isEqualTo(began.atNanos());
        for (int i = 1; i < measured.size(); i++) {
            assertThat(measured.get(i).fromNanos()).isEqualTo(measured.get(i - 1).toNanos());
        }
        long due = measured.stream().mapToLong(Event.LoadMeasured::due).sum();
        assertThat(due).isBetween(12_000L, 13_000L);
        assertThat(measured.stream().mapToLong(Event.LoadMeasured::answered).sum()).isEqualTo(due);
        assertThat(of(journal, Event.LoadEnded.class))
                .singleElement()
                .matches(Event.LoadEnded::whole);
        // One operation of the light load at most, and none of the heavy one.
        assertThat(of(journal, Event.Operation.class)).hasSizeLessThan(2_000);
    }

    @Test
    void fillingStoresEveryKeyAndSaysSo() throws Exception {
        var journal = new ArrayList<Event>();
        OneDrill.run(drill -> drill.load().fill(5_000, 40, Duration.ofSeconds(30)), journal::add);
        assertThat(stored(journal))
                .hasValueSatisfying(premise -> assertThat(premise.met()).isTrue());
        List<Event.DatasetObserved> data = of(journal, Event.DatasetObserved.class);
        assertThat(data).isNotEmpty().allMatch(one -> one.keys() >= 5_000);
    }

    @Test
    void fillingThatIsNotThroughInTimeIsAPremiseThatIsNotMet() throws Exception {
        var journal = new ArrayList<Event>();
        OneDrill.run(
                drill -> {
                    drill.operator().configSet(drill.master(), "maxmemory", "1");
                    drill.load().fill(5_000, 40, Duration.ofSeconds(3));
                    drill.operator().configSet(drill.master(), "maxmemory", "0");
                },
                journal::add);
        assertThat(stored(journal))
                .hasValueSatisfying(premise -> assertThat(premise.met()).isFalse());
        assertThat(of(journal, Event.LoadTroubled.class))
                .singleElement()
                .satisfies(troubled -> assertThat(troubled.what()).startsWith("OOM"));
    }

    private static Optional<Event.PremiseObserved> stored(List<Event> journal) {
        return of(journal, Event.PremiseObserved.class).stream()
                .filter(one -> one.premise().startsWith("5000 keys are stored beforehand"))
                .findFirst();
    }
}
