package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.FlappingLinks;
import dev.firedrill.faults.fault.FullDisk;
import dev.firedrill.faults.fault.PauseMaster;
import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.fault.Schedule;
import dev.firedrill.faults.fault.StaleMaster;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Courses are carried out at their times, each step with its proofs, and what contradicts itself
/// is refused before anything starts.
class CoursesTest {
    private static final Course TOO_FAST = new FlappingLinks(Duration.ofSeconds(1), 50, 3);
    private static final String TOO_FAST_REFUSED =
            "the course flapping-links cannot be carried out: step 1 is healed after 500 ms, but it"
                    + " takes 1000 ms to verify that it bites.";

    @TempDir private Path folder;

    /// When faults were planned and seen to be healed, in milliseconds from the first. The
    /// simulator looks every 10 ms.
    private static List<String> times(List<Event> events) {
        long[] began = {-1};
        var times = new ArrayList<String>();
        int healed = 0;
        for (Event event : events) {
            if (event instanceof Event.FaultPlanned planned) {
                if (began[0] < 0) began[0] = planned.atNanos();
                times.add(planned.name() + " at " + (planned.atNanos() - began[0]) / 1_000_000);
            } else if (event instanceof Event.FaultHealed heal && heal.fault() != healed) {
                healed = heal.fault();
                times.add("healed at " + (heal.atNanos() - began[0]) / 1_000_000);
            }
        }
        return times;
    }

    private static Verdict answer(Consumer<Drill> disturbance, List<Event> events)
            throws Exception {
        return OneDrill.run(disturbance, events::add).result().answer();
    }

    @Test
    void eachStepComesAtItsTimeAndIsProven() throws Exception {
        var events = new ArrayList<Event>();
        var flap = new FlappingLinks(Duration.ofSeconds(4), 50, 3);
        Verdict answer = answer(drill -> drill.carryOut(flap), events);

        assertThat(answer).as(answer.toString()).isInstanceOf(Verdict.Held.class);
        assertThat(times(events))
                .containsExactly(
                        "flapping-links at 0",
                        "healed at 2010",
                        "flapping-links at 4000",
                        "healed at 6010",
                        "flapping-links at 8000",
                        "healed at 10010");
        assertThat(events)
                .filteredOn(Event.PremiseObserved.class::isInstance)
                .map(event -> ((Event.PremiseObserved) event).premise())
                .contains("flapping-links keeps to its times within 1000 ms");
    }

    @Test
    void stepsOfOneMomentBeginTogether() throws Exception {
        var events = new ArrayList<Event>();
        Schedule both =
                Schedule.named("both")
                        .then(new ReplicasLoseMaster(), Duration.ofSeconds(3))
                        .together(new PauseMaster(), Duration.ofSeconds(5));
        Verdict answer = answer(drill -> drill.carryOut(both), events);

        assertThat(answer).as(answer.toString()).isInstanceOf(Verdict.Held.class);
        assertThat(times(events).subList(0, 2))
                .containsExactly("replicas-lose-master at 0", "pause-master at 0");
    }

    /// The operator promotes while the old master stands still, and the pause ends meanwhile.
    @Test
    void aScenarioActsWhileACourseIsUnderWay() throws Exception {
        var events = new ArrayList<Event>();
        var promoted = new NodeId("R1");
        Verdict answer =
                answer(
                        drill -> {
                            NodeId old = drill.master();
                            var stale = new StaleMaster(Duration.ofSeconds(8));
                            try (ActiveCourse course = drill.begin(stale)) {
                                drill.runFor(Duration.ofSeconds(3));
                                drill.operator().promote(promoted);
                                drill.operator().follow(new NodeId("R2"), promoted);
                                assertThat(course.over()).isFalse();
                                drill.runFor(course.left());
                                assertThat(course.over()).isTrue();
                            }
                            drill.operator().follow(old, promoted);
                        },
                        events);

        assertThat(answer).as(answer.toString()).isInstanceOf(Verdict.Held.class);
        assertThat(times(events)).containsExactly("stale-master at 0", "healed at 8010");
    }

    @Test
    void aCourseThatIsLeftEarlyMakesTheRunInconclusive() throws Exception {
        var events = new ArrayList<Event>();
        Verdict answer =
                answer(
                        drill -> {
                            var flap = new FlappingLinks(Duration.ofSeconds(4), 50, 3);
                            try (ActiveCourse _ = drill.begin(flap)) {
                                drill.runFor(Duration.ofSeconds(2));
                            }
                        },
                        events);

        assertThat(answer).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(answer.toString())
                .contains("every step of flapping-links is carried out: 2 of 6 moments had come");
        assertThat(times(events)).hasSize(2);
    }

    /// One that a scenario forgets about is healed with everything else.
    @Test
    void nothingOfACourseIsLeftInForce() throws Exception {
        var events = new ArrayList<Event>();
        answer(drill -> drill.begin(new StaleMaster(Duration.ofMinutes(5))), events);

        assertThat(times(events)).hasSize(2).last().asString().startsWith("healed at");
    }

    @Test
    void aStepThatComesLateMakesTheRunInconclusive() throws Exception {
        var events = new ArrayList<Event>();
        Verdict answer =
                answer(
                        drill -> {
                            var flap = new FlappingLinks(Duration.ofSeconds(4), 50, 2);
                            try (ActiveCourse course = drill.begin(flap)) {
                                // Past the agenda, as a lab that is slow to answer.
                                ((RecordedCluster) drill.cluster())
                                        .lab()
                                        .runFor(Duration.ofSeconds(3));
                                drill.runFor(Duration.ofSeconds(10));
                                assertThat(course.over()).isTrue();
                            }
                        },
                        events);

        assertThat(answer.toString())
                .contains("flapping-links keeps to its times within 1000 ms", "the latest 2");
        assertThat(answer).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aFaultIsHealedWhenItsTimeIsOver() throws Exception {
        var events = new ArrayList<Event>();
        var open = new ArrayList<ActiveFault>();
        Verdict answer =
                answer(
                        drill -> {
                            open.add(drill.begin(new PauseMaster(), Duration.ofSeconds(3)));
                            drill.runFor(Duration.ofSeconds(10));
                            assertThat(open.getFirst().handles())
                                    .noneMatch(handle -> handle.inForce());
                        },
                        events);

        assertThat(answer).as(answer.toString()).isInstanceOf(Verdict.Held.class);
        assertThat(times(events)).containsExactly("pause-master at 0", "healed at 3510");
    }

    @Test
    void aTimeThatIsTooShortToSeeAFaultBiteIsRefused() throws Exception {
        answer(
                drill ->
                        assertThatThrownBy(() ->
                                        drill.during(
                                                new ReplicasLoseMaster(), Duration.ofMillis(900)))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage(
                                        "the fault replicas-lose-master cannot be carried out: step"
                                                + " 1 is healed after 900 ms, but it takes 1000 ms"
                                                + " to verify that it bites."),
                new ArrayList<>());
    }

    @Test
    void aCourseThatContradictsItselfIsRefusedBeforeAnythingStarts() {
        var scenario = new OneDrill(List.of(TOO_FAST), drill -> drill.carryOut(TOO_FAST));
        Path out = folder.resolve("run");

        assertThatThrownBy(() -> Rehearsal.of(scenario, new SimLab()).run(out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(TOO_FAST_REFUSED);
        assertThat(Files.exists(out)).isFalse();
    }

    /// What is not declared is refused when it should begin.
    @Test
    void aContradictionThatWasNotDeclaredBeginsNothing() throws Exception {
        var events = new ArrayList<Event>();
        answer(
                drill ->
                        assertThatThrownBy(() -> drill.carryOut(TOO_FAST))
                                .hasMessage(TOO_FAST_REFUSED),
                events);

        assertThat(times(events)).isEmpty();
    }

    /// The scenario need not say again what its courses do.
    @Test
    void aCourseThatTheLabCannotCarryOutIsRefusedBeforeAnythingStarts() {
        Course full = Schedule.named("full").then(new FullDisk(), Duration.ofSeconds(1));
        var lab = new LabWithout(new SimLab(), Capability.DISK_ERRORS);
        var events = new ArrayList<Event>();

        assertThatThrownBy(() ->
                        OneDrill.run(
                                new OneDrill(List.of(full), drill -> drill.carryOut(full)),
                                lab,
                                events::add))
                .isInstanceOf(LabUnavailable.class)
                .hasMessageContaining("make a disk fail, full or read-only");
        assertThat(events).isEmpty();
    }
}
