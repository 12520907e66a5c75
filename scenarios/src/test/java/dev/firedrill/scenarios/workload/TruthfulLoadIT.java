package dev.firedrill.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.lab.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/// As [TruthfulLoadTest], in containers.
@Tag("docker")
@Tag("full")
class TruthfulLoadIT {
    @BeforeAll
    static void anEngineAnswers() {
        DockerLab.Finding found = DockerLab.examine();
        if (!found.engine()) {
            String why = String.join(" ", found.lines());
            System.err.println("SKIPPED the load in lab docker: " + why);
            throw new TestAbortedException(why);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0"})
    void aStallOfATenthOfEverySecondShowsInFull(String target) throws Exception {
        assertThat(StalledServer.measured(new DockerLab(), Target.of(target)))
                .isCloseTo(StalledServer.EXPECTED_NANOS, withinPercentage(5));
    }

    /// From a container of its own.
    @ParameterizedTest
    @ValueSource(strings = {"firedrill", "redis:7.0"})
    void theSameStallShowsInAHeavyLoad(String target) throws Exception {
        assertThat(StalledServer.measuredByHeavyLoad(new DockerLab(), Target.of(target)))
                .isCloseTo(StalledServer.EXPECTED_NANOS, withinPercentage(5));
    }
}
