package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault and every course that there is, with its usual figures: carried out in the simulator
/// it is measured to bite and to be gone; kept from taking effect, in whole or in any part, it
/// makes the run inconclusive.
class EveryFaultTest {
    static Stream<FaultSubject> subjects() {
        return FaultSubject.all();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsCarriedOutIsMeasuredToBiteAndToBeGone(FaultSubject subject) throws Exception {
        var applied = new ArrayList<Event.FaultApplied>();
        var healed = new ArrayList<Event.FaultHealed>();
        FaultSubject.Ended ended =
                subject.run(
                        new SimLab(),
                        event -> {
                            if (event instanceof Event.FaultApplied one) applied.add(one);
                            if (event instanceof Event.FaultHealed one) healed.add(one);
                        });

        assertThat(ended.proven()).isInstanceOf(Verdict.Held.class);
        assertThat(applied).isNotEmpty().hasSameSizeAs(healed);
        assertThat(applied).allMatch(one -> !one.wanted().isBlank() && !one.measured().isBlank());
        assertThat(healed).allMatch(one -> !one.wanted().isBlank() && !one.measured().isBlank());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsKeptFromTakingEffectMakesTheRunInconclusive(FaultSubject subject) throws Exception {
        int tried = 0;
        for (Class<? extends Injection> kind : subject.injections().keySet()) {
            var planned = new ArrayList<String>();
            FaultSubject.Ended ended =
                    subject.run(
                            new SimLab(List.of(kind)),
                            event -> {
                                if (event instanceof Event.FaultPlanned one) {
                                    one.injections().forEach(part -> planned.add(part.text()));
                                }
                            });
            String name = kind.getSimpleName();
            // The seed may not have drawn it.
            if (planned.stream().noneMatch(text -> text.startsWith(name))) continue;
            tried++;
            assertThat(ended.proven()).as(name).isInstanceOf(Verdict.Inconclusive.class);
            assertThat(ended.proven().toString()).contains("did not bite: " + name);
            assertThat(ended.answer()).isNotInstanceOf(Verdict.Held.class);
        }
        assertThat(tried).isPositive();
    }

    /// What the simulator could not do would be left out above without a word.
    @Test
    void theSimulatorCarriesOutEveryFaultThereIs() {
        var used = new ArrayList<Class<? extends Injection>>();
        subjects().forEach(subject -> used.addAll(subject.injections().keySet()));

        assertThat(used).containsAll(Injection.kinds());
        assertThat(subjects())
                .hasSizeGreaterThan(40)
                .allMatch(subject -> subject.runsIn(new SimLab()))
                .noneMatch(subject -> subject.injections().isEmpty());
    }
}
