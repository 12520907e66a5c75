package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/// As [EveryFaultTest], in containers: every fault and every course that they can do is measured to
/// bite and to be gone, and makes the run inconclusive when it is kept from taking effect. It takes
/// half an hour.
@Tag("docker")
@Tag("full")
class EveryFaultIT {
    @BeforeAll
    static void anEngineAnswers() {
        DockerLab.Finding found = DockerLab.examine();
        if (!found.ready()) {
            String why = String.join(" ", found.lines());
            System.err.println("SKIPPED every fault in containers: " + why);
            throw new TestAbortedException(why);
        }
    }

    static Stream<FaultSubject> subjects() {
        return FaultSubject.all().filter(subject -> subject.runsIn(new DockerLab()));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsCarriedOutIsMeasuredToBiteAndToBeGone(FaultSubject subject) throws Exception {
        var measured = new ArrayList<String>();
        FaultSubject.Ended ended =
                subject.run(
                        new DockerLab(),
                        event -> {
                            if (event instanceof Event.FaultApplied one) {
                                measured.add(one.wanted() + ": " + one.measured());
                            }
                            if (event instanceof Event.FaultHealed one) {
                                measured.add(one.wanted() + ": " + one.measured());
                            }
                        });

        assertThat(ended.proven()).as(measured.toString()).isInstanceOf(Verdict.Held.class);
        assertThat(measured).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsKeptFromTakingEffectMakesTheRunInconclusive(FaultSubject subject) throws Exception {
        List<Class<? extends Injection>> kinds = List.copyOf(subject.injections().keySet());
        FaultSubject.Ended ended = subject.run(new DockerLab(kinds), _ -> {});

        assertThat(ended.proven()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(ended.proven().toString()).contains("did not bite: ");
        assertThat(ended.answer()).isNotInstanceOf(Verdict.Held.class);
    }
}
