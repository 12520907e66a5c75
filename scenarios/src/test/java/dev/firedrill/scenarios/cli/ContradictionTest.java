package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.FlappingLinks;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// A schedule that contradicts itself is a usage error before anything starts.
class ContradictionTest {
    private static final class Flapping implements Scenario {
        @Override
        public String name() {
            return "flapping";
        }

        @Override
        public String title() {
            return "links that flap too fast to be seen";
        }

        @Override
        public String story() {
            return "none";
        }

        @Override
        public List<Variant> variants() {
            return List.of(Variant.holds("only", "the only one"));
        }

        @Override
        public List<Course> courses(Variant variant, Setting setting) {
            return List.of(new FlappingLinks(Duration.ofSeconds(1), 50, 3));
        }

        @Override
        public Topology topology(Variant variant, Setting setting) {
            return Topology.master("").withReplicas(1, "");
        }

        @Override
        public void run(Drill drill) {
            throw new AssertionError("it must not run");
        }

        @Override
        public List<Checker> judges(Variant variant, Setting setting) {
            return List.of(new Converged());
        }
    }

    @Test
    void aCourseThatContradictsItselfExitsWith64() {
        CommandLine.ParseResult parsed = RunCommand.commandLine().parseArgs("all");
        UsageError refused =
                catchThrowableOfType(
                        UsageError.class,
                        () ->
                                new ScenarioOptions(parsed)
                                        .settingOf(new Flapping(), new SimLab(), Optional.empty()));

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(refused)
                .hasMessage(
                        "flapping cannot be carried out with these options: the course"
                                + " flapping-links cannot be carried out: step 1 is healed after"
                                + " 500 ms, but it takes 1000 ms to verify that it bites.");
    }
}
