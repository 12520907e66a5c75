package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Evidence;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Step;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.workload.Writes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a run comes to when a step of it does not go as it is written: never to `held`.
class RunnerTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");

    /// A cut of a few seconds under a light load, and one more step.
    private record WithStep(Consumer<Drill> step, List<Capability> needs) implements Scenario {
        WithStep(Consumer<Drill> step) {
            this(step, List.of());
        }

        @Override
        public List<Capability> needs(Variant variant) {
            return needs;
        }

        @Override
        public String name() {
            return "with-step";
        }

        @Override
        public String title() {
            return "a drill with a step";
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
            String conf = "save \"\"\nrepl-diskless-sync-delay 0\n";
            return Topology.master(conf).withReplicas(1, conf);
        }

        @Override
        public void run(Drill drill) {
            drill.awaitCaughtUp(Duration.ofSeconds(20));
            drill.load().start(new Writes(50, 100, 10));
            drill.steady(Duration.ofSeconds(2));
            step.accept(drill);
            drill.during(new ReplicasLoseMaster(), Duration.ofSeconds(2));
        }

        @Override
        public List<Checker> judges(Variant variant, Setting setting) {
            return List.of(new Converged());
        }
    }

    private static Verdict answerWith(Consumer<Drill> step) throws Exception {
        var scenario = new WithStep(step);
        return run(scenario, _ -> {}).result().answer();
    }

    private static Runner.Outcome run(Scenario scenario, Consumer<Event> evidence)
            throws Exception {
        return run(scenario, new SimLab(), evidence);
    }

    private static Runner.Outcome run(Scenario scenario, Lab lab, Consumer<Event> evidence)
            throws Exception {
        Variant variant = scenario.variants().getFirst();
        Setting setting = Setting.defaults(new SimLab().values(), List.of());
        Event.RunHeader header = Headers.single(scenario, variant, setting, 7);
        return new Runner(lab, Target.FIREDRILL, header)
                .run(scenario, variant, setting, "id", evidence, _ -> {});
    }

    private static void assertInconclusive(Verdict verdict, String because) {
        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.toString()).contains(because);
    }

    @Test
    void everyStepWasTaken() throws Exception {
        assertThat(answerWith(_ -> {})).isInstanceOf(Verdict.Held.class);
    }

    /// What a lab cannot do was ignored once, and the run failed at its end.
    @Test
    void aVariantThatNeedsWhatTheLabCannotDoIsRefusedBeforeAnythingStarts() {
        var events = new ArrayList<Event>();
        var lab = new LabWithout(new SimLab(), Capability.CPU_QUOTA);
        var needy = new WithStep(_ -> {}, List.of(Capability.LINK_FAULTS, Capability.CPU_QUOTA));

        assertThatThrownBy(() -> run(needy, lab, events::add))
                .isInstanceOf(LabUnavailable.class)
                .hasMessage(
                        "variant only of with-step cannot run here: lab sim with firedrill cannot"
                                + " limit the processor time of a process.");
        assertThat(events).isEmpty();
    }

    @Test
    void anOperatorsCommandThatIsRefusedMakesTheRunInconclusive() throws Exception {
        assertInconclusive(
                answerWith(drill -> drill.operator().configSet(M, "no-such-directive", "1")),
                "M takes CONFIG SET no-such-directive 1: ERR Unknown option");
    }

    @Test
    void dataThatCouldNotBeStoredBeforehandMakesTheRunInconclusive() throws Exception {
        assertInconclusive(
                answerWith(drill -> {
                    drill.operator().configSet(M, "maxmemory", "1mb");
                    drill.load().preload(5_000, 1_000);
                }),
                "5000 keys are stored beforehand");
    }

    @Test
    void replicasThatDoNotCatchUpInTimeMakeTheRunInconclusive() throws Exception {
        assertInconclusive(
                answerWith(drill -> {
                    drill.operator().configSet(R1, "repl-timeout", "2");
                    try (var _ = drill.begin(new ReplicasLoseMaster())) {
                        drill.runFor(Duration.ofSeconds(5));
                        drill.awaitCaughtUp(Duration.ofSeconds(1));
                    }
                }),
                "every replica streams");
    }

    /// Without them a report could not tell whether a server follows itself.
    @Test
    void theJournalSaysUnderWhichAddressesTheNodesReachEachOther() throws Exception {
        var events = new ArrayList<Event>();
        run(new WithStep(_ -> {}), events::add);

        assertThat(events)
                .filteredOn(Event.AddressesKnown.class::isInstance)
                .map(event -> ((Event.AddressesKnown) event).addresses())
                .containsExactly(
                        Map.of("M", "127.0.0.1 6379", "R1", "R1 6379"),
                        Map.of("M", "M 6379", "R1", "127.0.0.1 6379"));
    }

    /// A reader finds the line under its number in the journal.
    @Test
    void evidenceRefersToLinesOfTheJournal() throws Exception {
        var events = new ArrayList<Event>();
        var restarted = new WithStep(drill -> drill.operator().restart(M));
        Incident incident = run(restarted, events::add).incident();

        assertThat(incident.chain().steps())
                .extracting(Step::finding)
                .contains("links-cut-or-slow", "restarted-by-operator");
        for (Step step : incident.chain().steps()) {
            for (Evidence one : step.observation().evidence()) {
                assertThat(events.get((int) one.line() - 1).atNanos()).isEqualTo(one.atNanos());
            }
        }
    }

    /// A restart is the operator's doing: it neither needs a proof nor counts as a proven fault.
    @Test
    void aRestartIsNoFault() throws Exception {
        var scenario = new WithStep(drill -> drill.operator().restart(M));
        var events = new ArrayList<Event>();
        run(scenario, events::add);

        assertThat(events)
                .filteredOn(Event.FaultPlanned.class::isInstance)
                .map(event -> ((Event.FaultPlanned) event).name())
                .containsOnly("replicas-lose-master");
        assertThat(events)
                .filteredOn(Event.OperatorActed.class::isInstance)
                .map(event -> ((Event.OperatorActed) event).action().getClass().getSimpleName())
                .containsExactly("Restarted");
    }

    /// Evidence that cannot be written ends the run at its next wait, not at its end.
    @Test
    void aRunWhoseRecordHasFailedGoesNoFurther() {
        var full = new UncheckedIOException(new IOException("no space left"));
        var waits = new AtomicInteger();
        var endless =
                new WithStep(drill -> {
                    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                    while (System.nanoTime() < deadline) {
                        drill.runFor(Duration.ofSeconds(1));
                        waits.incrementAndGet();
                    }
                    throw new AssertionError("still waiting after " + waits);
                });
        Consumer<Event> evidence =
                event -> {
                    if (event.atNanos() > Duration.ofSeconds(5).toNanos()) throw full;
                };

        assertThatThrownBy(() -> run(endless, evidence)).isSameAs(full);
        assertThat(waits.get()).isPositive();
    }

    /// Leaving the block heals, also when the scenario throws.
    @Test
    void aFaultEndsWithItsBlock() throws Exception {
        var open = new ArrayList<ActiveFault>();
        answerWith(drill -> {
            try (var cut = drill.begin(new ReplicasLoseMaster())) {
                open.add(cut);
                assertThat(cut.tookEffect()).isTrue();
                throw new IllegalArgumentException("in the middle");
            } catch (IllegalArgumentException expected) {
                assertThat(open.getFirst().handles()).noneMatch(Handle::inForce);
            }
        });
        assertThat(open).hasSize(1);
    }

    @Test
    void memoryThatTheLabCannotTellMakesTheRunInconclusive() throws Exception {
        assertInconclusive(
                answerWith(drill -> {
                    drill.cluster().inject(new ProcessInjection.KillNode(M));
                    assertThat(drill.readings().memoryBytes(M)).isEmpty();
                    drill.cluster().operate(new OperatorAction.RestartNode(M));
                }),
                "the memory of M is measured: the lab does not know it");
    }

    @Test
    void memoryThatWasMeasuredIsAStepThatWasTaken() throws Exception {
        assertThat(answerWith(drill -> assertThat(drill.readings().memoryBytes(M)).isPresent()))
                .isInstanceOf(Verdict.Held.class);
    }
}
