package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.render.JsonReport;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Headers;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// The causal chain of every control names what was planted in it, with settings that run quickly.
class PlantedCausesTest {
    private static Setting defaults(Scenario scenario) {
        return Setting.defaults(new SimLab().values(), scenario.parameters());
    }

    /// Scenarios with a small setting each, and how many causes are planted in it.
    static Stream<Arguments> scenarios() {
        var twilio = new Twilio2013();
        var disk = new SlowDiskAof();
        var memory = new MemoryCapResync();
        var mass = new MassResync();
        var endless = new EndlessFullResync();
        var isolated = new IsolatedMaster();
        var empty = new EmptyMasterRestart();
        var self = new ReplicaOfItself();
        var expired = new BacklogExpired();
        var rolling = new RollingRestartStorm();
        var pause = new PausePastTimeout();
        var regions = new RegionPromotion();
        var full = new DiskFull();
        var corrupt = new CorruptFileRestart();
        var flapping = new FlappingWan();
        var wiped = new LaggingReplicaWipedNode();
        var mounted = new RewriteOnBindMount();
        var stalled = new StalledButHealthy();
        var storm = new RetryStorm();
        var pressed = new MemoryPressureResync();
        return Stream.of(
                Arguments.of(empty, defaults(empty), 2),
                Arguments.of(self, defaults(self), 2),
                Arguments.of(expired, defaults(expired), 1),
                Arguments.of(rolling, defaults(rolling), 1),
                Arguments.of(pause, defaults(pause), 1),
                Arguments.of(
                        twilio,
                        defaults(twilio)
                                .with(Twilio2013.WRITES, 200)
                                .with(Twilio2013.KEYS, 1_000)
                                .with(Twilio2013.REPLICAS, 2),
                        5),
                Arguments.of(disk, defaults(disk), 2),
                Arguments.of(memory, defaults(memory).with(MemoryCapResync.KEYS, 1_000), 1),
                Arguments.of(mass, defaults(mass).with(MassResync.ROUNDS, 1), 1),
                Arguments.of(endless, defaults(endless), 1),
                Arguments.of(isolated, defaults(isolated), 1),
                Arguments.of(full, defaults(full), 2),
                Arguments.of(corrupt, defaults(corrupt), 2),
                Arguments.of(flapping, defaults(flapping), 2),
                Arguments.of(regions, defaults(regions), 2),
                Arguments.of(wiped, defaults(wiped), 1),
                Arguments.of(mounted, defaults(mounted), 3),
                Arguments.of(stalled, defaults(stalled), 2),
                Arguments.of(storm, defaults(storm), 1),
                Arguments.of(pressed, defaults(pressed), 4));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theCausalChainNamesWhatWasPlanted(Scenario scenario, Setting setting, int planted)
            throws Exception {
        Event.RunHeader header = Headers.whole(scenario, setting, 7);
        var runner = new Runner(new SimLab(), Target.FIREDRILL, header);
        var results = new ArrayList<Judged.VariantResult>();
        var incidents = new ArrayList<Incident>();
        for (Variant variant : Headers.applicable(scenario)) {
            if (variant.expectation() == Event.Expectation.HOLDS) continue;
            Runner.Outcome outcome = runner.run(scenario, variant, setting, "id", _ -> {}, _ -> {});
            results.add(outcome.result());
            incidents.add(outcome.incident());
        }
        byte[] json = new JsonReport().render(new RunAnswer(results), incidents);

        assertThat(PlantedCauses.assertFound(JsonMapper.shared().readTree(json)))
                .isEqualTo(planted);
    }
}
