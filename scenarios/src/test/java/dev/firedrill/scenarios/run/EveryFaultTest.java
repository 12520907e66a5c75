package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.FaultsProven;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault and every course that there is, with its usual figures: carried out in the simulator
/// it is measured to bite and to be gone; kept from taking effect, in whole or in any part, it
/// makes the run inconclusive.
class EveryFaultTest {
    private static final NodeId M = Topology.MASTER;
    private static final NodeId NEAR = new NodeId("near");
    private static final NodeId FAR = new NodeId("far");

    /// As [Disturbed] has it: four nodes, so that a ring has somebody to cut off.
    private static final ClusterView CLUSTER =
            new ClusterView(
                    M,
                    List.of(Topology.replica(1), Topology.replica(2), Topology.replica(3)),
                    List.of(NEAR, FAR));

    /// One fault or course.
    ///
    /// @param kinds of the injections that it is made of
    record Subject(
            String name, Set<Class<? extends Injection>> kinds, Consumer<Drill> carriedOut) {
        static Subject of(Fault fault) {
            return new Subject(
                    fault.name(),
                    kinds(fault.injections(CLUSTER, new Prng(1))),
                    drill -> drill.during(fault, Duration.ofSeconds(6)));
        }

        static Subject of(Course course) {
            var injections = new ArrayList<Injection>();
            course.steps(CLUSTER, new Prng(1))
                    .forEach(step -> injections.addAll(step.injections()));
            return new Subject(course.name(), kinds(injections), drill -> drill.carryOut(course));
        }

        private static Set<Class<? extends Injection>> kinds(List<Injection> injections) {
            var kinds = new LinkedHashSet<Class<? extends Injection>>();
            injections.forEach(injection -> kinds.add(injection.getClass()));
            return kinds;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// A light load, files that can be damaged, and the subject.
    private record Disturbed(Subject subject) implements Scenario {
        @Override
        public String name() {
            return "disturbed";
        }

        @Override
        public String title() {
            return "a light load and " + subject;
        }

        @Override
        public String story() {
            return "";
        }

        @Override
        public List<Variant> variants() {
            return List.of(Variant.holds("only", "the only one"));
        }

        @Override
        public Topology topology(Variant variant, Setting setting) {
            String conf = "appendonly yes\nrepl-diskless-sync-delay 0\nrepl-timeout 60\n";
            return Topology.master(conf).withReplicas(3, conf).withClientsAt(NEAR, FAR);
        }

        @Override
        public void run(Drill drill) {
            drill.awaitCaughtUp(Duration.ofSeconds(20));
            drill.load().start(new Writes(20, 100, 10));
            drill.steady(Duration.ofSeconds(2));
            drill.operator().command(M, "SAVE");
            subject.carriedOut().accept(drill);
        }

        @Override
        public Duration convergeAtMost(Setting setting) {
            return Duration.ofSeconds(2);
        }

        @Override
        public List<Checker> judges(Variant variant, Setting setting) {
            return List.of(new ProcessSurvived());
        }
    }

    static Stream<Subject> subjects() {
        return Stream.concat(
                Extensions.of(Fault.class, Fault::name).stream().map(Subject::of),
                Extensions.of(Course.class, Course::name).stream().map(Subject::of));
    }

    private static Judged.VariantResult run(Subject subject, Lab lab, Consumer<Event> evidence)
            throws Exception {
        return OneDrill.run(new Disturbed(subject), lab, evidence).result();
    }

    private static Verdict proven(Judged.VariantResult result) {
        return result.judges().stream()
                .filter(judge -> judge.name().equals(new FaultsProven().name()))
                .map(Judged.JudgeResult::verdict)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsCarriedOutIsMeasuredToBiteAndToBeGone(Subject subject) throws Exception {
        var applied = new ArrayList<Event.FaultApplied>();
        var healed = new ArrayList<Event.FaultHealed>();
        Judged.VariantResult result =
                run(
                        subject,
                        new SimLab(),
                        event -> {
                            if (event instanceof Event.FaultApplied one) applied.add(one);
                            if (event instanceof Event.FaultHealed one) healed.add(one);
                        });

        assertThat(proven(result)).isInstanceOf(Verdict.Held.class);
        assertThat(applied).isNotEmpty().hasSameSizeAs(healed);
        assertThat(applied).allMatch(one -> !one.wanted().isBlank() && !one.measured().isBlank());
        assertThat(healed).allMatch(one -> !one.wanted().isBlank() && !one.measured().isBlank());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whatIsKeptFromTakingEffectMakesTheRunInconclusive(Subject subject) throws Exception {
        int tried = 0;
        for (Class<? extends Injection> kind : subject.kinds()) {
            var planned = new ArrayList<Event.PlannedInjection>();
            Judged.VariantResult result =
                    run(
                            subject,
                            new SimLab(List.of(kind)),
                            event -> {
                                if (event instanceof Event.FaultPlanned one) {
                                    planned.addAll(one.injections());
                                }
                            });
            // The seed may not have drawn it.
            if (planned.stream().noneMatch(one -> one.text().startsWith(kind.getSimpleName()))) {
                continue;
            }
            tried++;
            assertThat(proven(result))
                    .as(kind.getSimpleName())
                    .isInstanceOf(Verdict.Inconclusive.class);
            assertThat(proven(result).toString()).contains("did not bite: " + kind.getSimpleName());
            assertThat(result.answer()).isNotInstanceOf(Verdict.Held.class);
        }
        assertThat(tried).isPositive();
    }

    /// A fault for another lab alone would be left out above without a word.
    @Test
    void theSimulatorCarriesOutEveryFaultThereIs() {
        for (Class<? extends Injection> kind : Injection.kinds()) {
            assertThat(subjects().anyMatch(subject -> subject.kinds().contains(kind)))
                    .as(kind.getSimpleName())
                    .isTrue();
        }
        assertThat(subjects()).hasSizeGreaterThan(35).noneMatch(one -> one.kinds().isEmpty());
        assertThat(new SimLab().capabilities())
                .containsAll(EnumSet.complementOf(EnumSet.of(Capability.START_GUARDS)));
    }
}
