package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What takes longer than a gate may: `./mvnw verify -Pfull` runs it.
@Tag("docker")
@Tag("full")
class FullSetIT {
    private static final long SEED = 14;
    private static final int INTERRUPTIONS = 20;

    /// From before the first container is there until after the first fault is healed.
    private static final Duration FIRST = Duration.ofSeconds(2);

    private static final Duration SPAN = Duration.ofSeconds(50);
    private static final String[] SMALL = {"--replicas", "2", "--writes-per-second", "300"};

    @TempDir private Path out;

    @BeforeAll
    static void anEngineAnswers() {
        DockerRuns.requireEngine("the full set");
    }

    /// Those whose faults the docker lab can carry out.
    static Stream<String> scenarios() {
        var lab = new DockerLab();
        return Catalogue.all().stream()
                .filter(one ->
                        one.variants().stream()
                                .anyMatch(variant ->
                                        lab.lacks(Target.FIREDRILL, one.needs(variant)).isEmpty()))
                .map(Scenario::name);
    }

    private Process start(Path log, String command, String scenario, String... more)
            throws Exception {
        var words = new ArrayList<>(List.of(command, scenario, "--out", out.toString()));
        words.addAll(List.of(more));
        return DockerRuns.start(log, words.toArray(String[]::new));
    }

    private void drillHolds() throws Exception {
        Path log = out.resolve("whole.log");
        Process run = start(log, "run", "isolated-master", "--lab", "docker");
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(6));
        assertThat(run.exitValue()).as(printed).isZero();
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }

    /// By Ctrl-C, which leaves nothing, and by kill -9, after which the next start removes what is
    /// left.
    @Test
    void twentyInterruptionsLeaveNothingToTheNextRun() throws Exception {
        var prng = new Prng(SEED);
        for (int i = 0; i < INTERRUPTIONS; i++) {
            long millis = FIRST.toMillis() + prng.nextLong(SPAN.toMillis());
            String signal = i % 2 == 0 ? "INT" : "KILL";
            Path log = out.resolve("interrupted-" + i + ".log");
            Process run = start(log, "run", "isolated-master", "--lab", "docker");
            assertThat(run.waitFor(millis, TimeUnit.MILLISECONDS))
                    .as("run %d ended before %d ms", i, millis)
                    .isFalse();
            DockerRuns.signal(signal, run);
            String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(1));
            System.out.printf("%d: SIG%s after %d ms%n", i, signal, millis);
            if (signal.equals("INT")) {
                assertThat(DockerRuns.resources())
                        .as("left by run %d, SIGINT after %d ms: %s", i, millis, printed)
                        .isEmpty();
            }
        }
        drillHolds();
    }

    @Test
    void twoRunsAtOnceDoNotDisturbEachOther() throws Exception {
        Path one = out.resolve("one.log");
        Path other = out.resolve("other.log");
        Process first = start(one, "run", "isolated-master", "--lab", "docker");
        Process second = start(other, "run", "isolated-master", "--lab", "docker");
        String printedFirst = DockerRuns.printedBy(first, one, Duration.ofMinutes(8));
        String printedSecond = DockerRuns.printedBy(second, other, Duration.ofMinutes(8));
        assertThat(first.exitValue()).as(printedFirst).isZero();
        assertThat(second.exitValue()).as(printedSecond).isZero();
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioGivesItsAnswersOnEveryServer(String scenario) throws Exception {
        Path log = out.resolve("matrix.log");
        var more = new ArrayList<>(List.of("--targets", DockerRuns.EVERY_TARGET, "--seed", "7"));
        if (scenario.equals("twilio-2013")) more.addAll(List.of(SMALL));
        Process run = start(log, "matrix", scenario, more.toArray(String[]::new));
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(40));
        System.out.println(printed);
        assertThat(run.exitValue()).as(printed).isZero();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void bothLabsShowTheSame(String scenario) throws Exception {
        Path log = out.resolve("parity.log");
        Process run = start(log, "parity", scenario, "--seed", "7");
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(15));
        System.out.println(printed);
        assertThat(run.exitValue()).as(printed).isZero();
    }
}
