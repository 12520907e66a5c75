package dev.firedrill.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A schedule that contradicts itself is refused with the steps and the times that do.
class TimetableTest {
    private static final ClusterView CLUSTER =
            new ClusterView(new NodeId("M"), List.of(new NodeId("R1")));

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Optional<String> refusal(Course course) {
        return Timetable.refusal(course.steps(CLUSTER, new Prng(1)));
    }

    @Test
    void aCutThatIsHealedBeforeItCanBeVerifiedIsRefused() {
        assertThat(refusal(new FlappingLinks(millis(2_000), 40, 2)))
                .contains(
                        "step 1 is healed after 800 ms, but it takes 1000 ms to verify that it"
                                + " bites");
        assertThat(refusal(new FlappingLinks(millis(2_000), 50, 2))).isEmpty();
    }

    @Test
    void aStepThatBeginsWhileAnotherIsVerifiedIsRefused() {
        var schedule =
                Schedule.named("tight")
                        .then(new IsolateMaster(), millis(5_000))
                        .at(millis(400), new FullDisk(), millis(5_000));

        assertThat(refusal(schedule))
                .contains(
                        "step 2 begins after 400 ms, while step 1 is verified from 0 ms to 1000 ms");
    }

    @Test
    void aStepThatIsHealedWhileAnotherIsVerifiedIsRefused() {
        var schedule =
                Schedule.named("tight")
                        .at(millis(2_000), new IsolateMaster(), millis(5_000))
                        .at(millis(0), new PauseMaster(), millis(2_500));

        assertThat(refusal(schedule))
                .contains(
                        "step 2 is healed after 2500 ms, while step 1 is verified from 2000 ms to"
                                + " 3000 ms");
    }

    @Test
    void theSameInjectionTwiceAtATimeIsRefused() {
        var schedule =
                Schedule.named("twice")
                        .then(new IsolateMaster(), millis(5_000))
                        .at(millis(3_000), new ReplicasLoseMaster(), millis(5_000));

        assertThat(refusal(schedule))
                .contains(
                        "steps 1 and 2 both have CutLink M->R1 at 3000 ms, so that healing one"
                                + " would not show");
    }

    /// One after the other they do not collide.
    @Test
    void differentInjectionsMayOverlap() {
        var schedule =
                Schedule.named("both")
                        .then(new SlowFsync(Role.MASTER, millis(500)), millis(9_000))
                        .at(millis(4_000), new SlowFsync(Role.MASTER, millis(800)), millis(8_000));

        assertThat(refusal(schedule)).isEmpty();
    }

    @Test
    void aPauseOfAProcessThatIsKilledMeanwhileIsRefused() {
        var schedule =
                Schedule.named("killed")
                        .then(new PauseMaster(), millis(5_000))
                        .at(millis(2_000), new KillMaster(), Duration.ZERO);

        assertThat(refusal(schedule))
                .contains("step 1 pauses M until 5000 ms, but step 2 ends its process at 2000 ms");
    }

    @Test
    void nothingToDoIsRefused() {
        assertThat(refusal(Schedule.named("empty"))).contains("it has no steps in this cluster");
        assertThat(refusal(Schedule.named("nobody").then(new RingOfNodes(), millis(5_000))))
                .contains("step 1 finds nothing to act on in this cluster");
    }

    @Test
    void timesThatNobodyCanKeepAreRefused() {
        assertThat(refusal(Schedule.named("past").at(millis(-1), new FullDisk(), millis(9))))
                .contains("step 1 has a negative time");
        assertThat(refusal(Schedule.named("long").then(new FullDisk(), Duration.ofDays(2))))
                .contains("step 1 takes longer than a day");
    }

    /// What is healed at the moment at which another one begins is healed after it has begun, so
    /// that a shrinking cap never leaves the process without one.
    @Test
    void momentsAreInTheOrderOfTime() {
        List<Step> steps = new ShrinkingCap(300, 100, 3, millis(1_000)).steps(CLUSTER, new Prng(1));
        Timetable timetable = Timetable.of(steps);

        assertThat(timetable.length()).isEqualTo(millis(3_000));
        assertThat(timetable.moments())
                .containsExactly(
                        new Timetable.Moment(Duration.ZERO, List.of(steps.get(0)), List.of()),
                        new Timetable.Moment(
                                millis(1_000), List.of(steps.get(1)), List.of(steps.get(0))),
                        new Timetable.Moment(
                                millis(2_000), List.of(steps.get(2)), List.of(steps.get(1))),
                        new Timetable.Moment(millis(3_000), List.of(), List.of(steps.get(2))));
    }
}
