package org.example.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.scenarios.run.Rehearsal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketsDrawnTwiceTest {
    @TempDir private Path runs;

    @Test
    void theControlIsCaughtAndTheSafeVariantHolds() throws Exception {
        Rehearsal.Ended ended =
                Rehearsal.of(new TicketsDrawnTwice(), new SimLab()).seed(7).run(runs.resolve("7"));

        assertThat(ended.answer().exitCode())
                .as(ended.answer().sentence())
                .isEqualTo(RunAnswer.EXIT_HELD);
        assertThat(ended.missing()).as("reports that could not be made").isEmpty();
        assertThat(ended.folder().resolve("report.md"))
                .content()
                .contains("ticket counters started over");
    }

    /// The simulator needs no Docker client.
    @Test
    void noDockerClientComesWithTheSimulator() {
        assertThatThrownBy(() -> Class.forName("com.github.dockerjava.api.DockerClient"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.testcontainers.DockerClientFactory"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
