package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.LabWithout;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicableTest {
    private static final Lab LAB = new LabWithout(new SimLab(), Capability.CPU_QUOTA);
    private static final Setting SETTING = Setting.defaults(LAB.values(), List.of());
    private static final Variant PLAIN = Variant.holds("plain", "needs nothing");
    private static final Variant STARVED = Variant.holds("starved", "needs a quota");

    @TempDir private Path out;

    /// One variant that every lab can run, and one that ours cannot.
    private static final class Half implements Scenario {
        @Override
        public String name() {
            return "half";
        }

        @Override
        public String title() {
            return "half of it";
        }

        @Override
        public String story() {
            return "none";
        }

        @Override
        public List<Variant> variants() {
            return List.of(PLAIN, STARVED);
        }

        @Override
        public Topology topology(Variant variant, Setting setting) {
            return Topology.master("");
        }

        @Override
        public List<Capability> needs(Variant variant) {
            return variant.equals(STARVED) ? List.of(Capability.CPU_QUOTA) : List.of();
        }

        @Override
        public void run(Drill drill) {}

        @Override
        public List<Checker> judges(Variant variant, Setting setting) {
            return List.of(new Converged());
        }
    }

    @Test
    void whatAServerCannotRunIsLeftOutWithTheReason() throws LabUnavailable {
        Applicable here =
                Applicable.of(LAB, Target.FIREDRILL, new Half(), List.of(PLAIN, STARVED), SETTING);
        assertThat(here.variants()).containsExactly(PLAIN);
        assertThat(here.reasons())
                .containsOnlyKeys("starved")
                .containsValue(
                        "lab sim with firedrill cannot limit the processor time of a process");
    }

    @Test
    void aServerThatCanRunNoneIsRefused() {
        assertThatThrownBy(() ->
                        Applicable.of(LAB, Target.FIREDRILL, new Half(), List.of(STARVED), SETTING))
                .isInstanceOf(LabUnavailable.class)
                .hasMessage(
                        "no variant of half can run on firedrill: lab sim with firedrill cannot"
                                + " limit the processor time of a process.");
    }

    @Test
    void aControlThatNoServerRunsIsNamed() {
        Variant control = Variant.breaks("control", "fails", Variant.violates(Converged.class));
        var without = new Applicable(List.of(PLAIN), Map.of("control", "too old"));
        var with = new Applicable(List.of(PLAIN, control), Map.of());

        List<Variant> asked = List.of(control, PLAIN, STARVED);
        assertThat(Applicable.controlsWithoutServer(asked, List.of(without)))
                .containsExactly(control);
        assertThat(Applicable.controlsWithoutServer(asked, List.of(without, with))).isEmpty();
    }

    @Test
    void aServerThatCanRunNoControlIsRefused() throws LabUnavailable {
        Variant control = Variant.breaks("control", "fails", Variant.violates(Converged.class));
        var without = new Applicable(List.of(PLAIN), Map.of("control", "too old"));

        assertThatThrownBy(() ->
                        without.requireControl(
                                new Half(), List.of(control, PLAIN), Target.FIREDRILL))
                .isInstanceOf(LabUnavailable.class)
                .hasMessage(
                        "no control of half can run on firedrill, so nothing would show that the"
                                + " drill catches anything: too old; a variant alone runs with"
                                + " --variant.");
        // Nobody has asked for one, or one can run.
        without.requireControl(new Half(), List.of(PLAIN), Target.FIREDRILL);
        new Applicable(List.of(control), Map.of())
                .requireControl(new Half(), List.of(control), Target.FIREDRILL);
    }

    /// Nothing is skipped silently, and what is asked for by name is refused.
    @Test
    void aRunSaysWhichVariantsItLeavesOut() {
        assertThat(printedBy("run", "rolling-restart-storm", "--replicas", "1"))
                .startsWith("0 ")
                .contains(
                        "firedrill: rolling-restart-storm runs without its variant"
                                + " offset-not-in-append-only-file: lab sim with firedrill cannot"
                                + " lose its replication offset when it is shut down with an"
                                + " append-only file.");
        assertThat(
                        printedBy(
                                "run",
                                "rolling-restart-storm",
                                "--variant",
                                "offset-not-in-append-only-file"))
                .startsWith("69 ")
                .contains("cannot run here: lab sim with firedrill cannot lose");
    }

    private String printedBy(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--seed", "7", "--out", out.toString()));
        Ended ended = Ended.of(all.toArray(String[]::new));
        return ended.exitCode() + " " + ended.complained();
    }
}
