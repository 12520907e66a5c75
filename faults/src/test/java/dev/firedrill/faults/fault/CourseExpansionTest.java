package dev.firedrill.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What each course comes to on a master with two replicas: when each step begins, when it is
/// healed, and of what it is made.
class CourseExpansionTest {
    private static final ClusterView CLUSTER =
            new ClusterView(new NodeId("M"), List.of(new NodeId("R1"), new NodeId("R2")));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Duration HALF = Duration.ofMillis(500);

    private static final Map<Course, List<String>> EXPANSIONS = expansions();

    private static Map<Course, List<String>> expansions() {
        var all = new LinkedHashMap<Course, List<String>>();
        String links = "[CutLink M->R1, CutLink R1->M, CutLink M->R2, CutLink R2->M]";
        all.put(
                new FlappingLinks(Duration.ofSeconds(10), 30, 2),
                List.of("0 to 3000 ms " + links, "10000 to 13000 ms " + links));
        all.put(
                new Swizzle(SECOND),
                List.of(
                        "0 to 3000 ms [CutLink M->R1, CutLink R1->M]",
                        "1000 to 2000 ms [CutLink M->R2, CutLink R2->M]"));
        all.put(
                new PacketLossStalls(3, SECOND),
                List.of(
                        "0 to 1400 ms [CutLink M->R1]",
                        "2400 to 8600 ms [CutLink M->R2]",
                        "9600 to 12600 ms [CutLink M->R1]"));
        all.put(
                new ShrinkingCap(300, 100, 3, SECOND),
                List.of(
                        "0 to 1000 ms [CapMemory M 300 B]",
                        "1000 to 2000 ms [CapMemory M 200 B]",
                        "2000 to 3000 ms [CapMemory M 100 B]"));
        all.put(new StaleMaster(SECOND), List.of("0 to 1000 ms [PauseNode M]"));
        all.put(
                new RestartStorm(2, SECOND, Duration.ofMillis(10)),
                List.of(
                        "0 to 3000 ms [SuperviseNode M after 10 ms, SuperviseNode R1 after 10 ms,"
                                + " SuperviseNode R2 after 10 ms]",
                        "1000 to 1000 ms [KillNode R2]",
                        "2000 to 2000 ms [KillNode M]"));
        all.put(
                new DrawnFaults(List.of(new KillMaster(), new PauseMaster()), 3, SECOND, HALF),
                List.of(
                        "0 to 0 ms [KillNode M]",
                        "1000 to 1500 ms [PauseNode M]",
                        "2000 to 2500 ms [PauseNode M]"));
        return all;
    }

    private static List<String> expanded(Course course, ClusterView cluster, long seed) {
        return course.steps(cluster, new Prng(seed)).stream()
                .map(step ->
                        step.at().toMillis()
                                + " to "
                                + step.until().toMillis()
                                + " ms "
                                + step.injections().stream().map(Injection::describe).toList())
                .toList();
    }

    @TestFactory
    List<DynamicTest> eachCourseComesToTheseSteps() {
        var tests = new ArrayList<DynamicTest>();
        EXPANSIONS.forEach((course, expected) ->
                tests.add(
                        DynamicTest.dynamicTest(
                                course.name(),
                                () ->
                                        assertThat(expanded(course, CLUSTER, 1))
                                                .containsExactlyElementsOf(expected))));
        return tests;
    }

    @Test
    void everyCourseOfTheCatalogueIsExpandedHere() {
        var here = new TreeSet<String>();
        EXPANSIONS.keySet().forEach(course -> here.add(course.name()));

        assertThat(FaultCatalogue.courses().stream().map(Course::name))
                .containsExactlyElementsOf(here);
    }

    /// Fails when a course has no line in the service file. A schedule has none: scenarios assemble
    /// their own, and it has no usual figures.
    @Test
    void theFolderAndTheServiceFileNameTheSameCourses() throws IOException {
        Path folder = Path.of("src/main/java/dev/firedrill/faults/fault");
        var files = new TreeSet<String>();
        try (var listed = Files.list(folder)) {
            for (Path file : listed.toList()) {
                if (Files.readString(file).contains("implements Course {")) {
                    String name = file.getFileName().toString();
                    files.add(name.substring(0, name.length() - ".java".length()));
                }
            }
        }
        files.remove(Schedule.class.getSimpleName());
        assertThat(
                        FaultCatalogue.courses().stream()
                                .map(course -> course.getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void withUsualFiguresNoCourseContradictsItself() {
        for (Course course : FaultCatalogue.courses()) {
            for (long seed = 1; seed <= 20; seed++) {
                assertThat(Timetable.refusal(course.steps(CLUSTER, new Prng(seed))))
                        .as(course.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void theSeedDecidesAndNothingElse() {
        var course = new PacketLossStalls(20, SECOND);

        assertThat(expanded(course, CLUSTER, 7)).isEqualTo(expanded(course, CLUSTER, 7));
        assertThat(expanded(course, CLUSTER, 7)).isNotEqualTo(expanded(course, CLUSTER, 8));
    }

    /// With any seed the last that is cut is not always the last that is healed.
    @Test
    void linksAreHealedInAnotherOrderThanTheyWereCut() {
        var cluster =
                new ClusterView(
                        new NodeId("M"),
                        List.of(new NodeId("R1"), new NodeId("R2"), new NodeId("R3")));
        for (long seed = 1; seed <= 50; seed++) {
            List<Step> steps = new Swizzle(SECOND).steps(cluster, new Prng(seed));
            List<Duration> heals = steps.stream().map(Step::until).toList();
            assertThat(heals).as("seed " + seed).doesNotHaveDuplicates();
            assertThat(heals).as("seed " + seed).isNotEqualTo(heals.stream().sorted().toList());
        }
    }

    @Test
    void aScheduleIsInSequenceSideBySideAndAtMoments() {
        Schedule schedule =
                Schedule.named("mixed")
                        .then(new PauseMaster(), SECOND)
                        .together(new FullDisk(), Duration.ofSeconds(3))
                        .then(new KillMaster(), Duration.ZERO)
                        .at(Duration.ofSeconds(9), new FullDisk(), SECOND);

        assertThat(expanded(schedule, CLUSTER, 1))
                .containsExactly(
                        "0 to 1000 ms [PauseNode M]",
                        "0 to 3000 ms [FillDisk M]",
                        "3000 to 3000 ms [KillNode M]",
                        "9000 to 10000 ms [FillDisk M]");
    }
}
