package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.scene;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The finding reports a server that became slow, not one with a few slow answers.
class SlowAnswersTest {
    static List<Event> answers(int count, double took) {
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) events.add(acknowledged(10, 10 + took));
        return events;
    }

    private static List<Observation> observed(List<Event> events) {
        return Scenes.observed(new SlowAnswers(), events);
    }

    @Test
    void manySlowAnswersAreCounted() {
        assertThat(observed(disturbed(answers(60, 0.8), answers(40, 0.1))))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sentence())
                            .isEqualTo(
                                    "M took more than 500 ms for 60 of 100 answers between 10.000 s"
                                            + " and 10.800 s, and 0.800 s for the slowest.");
                    assertThat(one.figures())
                            .containsEntry("slowAnswers", 60L)
                            .containsEntry("slowestMillis", 800L);
                });
    }

    @Test
    void aFewSlowAnswersAreNoFinding() {
        assertThat(observed(disturbed(answers(40, 0.8), answers(90, 0.1)))).isEmpty();
    }

    @Test
    void whatWasSlowBeforeTheFaultIsNoFinding() {
        assertThat(observed(scene(answers(60, 0.8)))).isEmpty();
    }
}
