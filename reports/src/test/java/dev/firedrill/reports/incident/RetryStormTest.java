package dev.firedrill.reports.incident;

import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.incident.Scenes.at;
import static dev.firedrill.reports.incident.Scenes.scene;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The finding reports a storm of retries, not a queue that drains or conflicts during the fault.
class RetryStormTest {
    static final List<Event> BEFORE =
            all(phase(10, Phase.STEADY), transactions(10, 20, 0, 5), phase(20, Phase.DISTURB));
    static final Event HEALED = new Event.FaultHealed(at(25), 1, 1, "wanted", "measured", true);

    private static Event phase(double seconds, Phase phase) {
        return new Event.PhaseBegan(at(seconds), phase);
    }

    /// A number of conflicts and commits in each second.
    static List<Event> transactions(int from, int to, int conflicts, int commits) {
        var events = new ArrayList<Event>();
        for (int second = from; second < to; second++) {
            for (int i = 0; i < conflicts + commits; i++) {
                boolean conflict = i < conflicts;
                long ended = at(second + i / 1e3);
                events.add(
                        new Event.Operation(
                                ended,
                                ended - at(0.001),
                                0,
                                "M",
                                "SET",
                                "stock:0001",
                                List.of("1:1"),
                                "",
                                conflict ? Outcome.FAILED : Outcome.OK,
                                conflict ? Event.Operation.CONFLICT : ""));
            }
        }
        return events;
    }

    private static List<Observation> observed(Object... parts) {
        return Scenes.observed(new RetryStorm(), scene(BEFORE, all(parts)));
    }

    @Test
    void conflictsThatStayWhenTheFaultIsGoneAreAStorm() {
        assertThat(observed(HEALED, transactions(26, 36, 90, 10)))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.nodes()).containsExactly("M");
                    assertThat(one.figures())
                            .containsEntry("operationsPerSecond", 100L)
                            .containsEntry("operationsPerSecondBefore", 5L)
                            .containsEntry("conflicts", 900L);
                    assertThat(one.sentence())
                            .contains("900 of 1000 were transactions that did nothing");
                });
    }

    @Test
    void aQueueThatDrainsIsNoStorm() {
        assertThat(observed(HEALED, transactions(26, 29, 90, 10), transactions(29, 40, 0, 5)))
                .isEmpty();
    }

    @Test
    void conflictsDuringTheFaultAreNoStorm() {
        assertThat(observed(transactions(20, 25, 90, 10), HEALED, transactions(26, 36, 0, 5)))
                .isEmpty();
        assertThat(observed(transactions(20, 36, 90, 10))).isEmpty();
    }

    @Test
    void someConflictsAreUsual() {
        assertThat(observed(HEALED, transactions(26, 36, 4, 6))).isEmpty();
    }
}
