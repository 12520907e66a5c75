package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Headers;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every scenario of the catalogue makes sense of a configuration of the user's own: one that
/// guards against the incident holds, one that does not is violated, and whatever it says the
/// controls are caught.
class OwnConfigurationDrillsTest {
    /// Lines that would keep the controls from their incidents, if they won.
    private static final String IN_THE_WAY =
            "appendonly yes; save 60 1; repl-backlog-size 256mb; min-replicas-to-write 1;"
                    + " min-replicas-max-lag 3; maxmemory 64mb; maxmemory-policy noeviction;"
                    + " client-output-buffer-limit replica 1gb 1gb 60; appendfsync no;"
                    + " rename-command CONFIG \"\"; requirepass swordfish; masterauth swordfish";

    @TempDir private Path folder;

    private Map<Variant, Judged.VariantResult> run(
            Scenario scenario, String lines, Event.Expectation expectation) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("redis.conf"), lines.replaceAll("; ?", "\n") + "\n");
        var lab = new SimLab();
        Setting setting =
                Setting.defaults(lab.values(), scenario.parameters())
                        .configuredBy(OwnConfiguration.read(file));
        var results = new LinkedHashMap<Variant, Judged.VariantResult>();
        for (Variant variant : Headers.applicable(scenario)) {
            if (variant.expectation() == expectation) {
                Event.RunHeader header = Headers.single(scenario, variant, setting, 7);
                results.put(
                        variant,
                        new Runner(lab, Target.FIREDRILL, header)
                                .run(scenario, variant, setting, "id", _ -> {}, _ -> {})
                                .result());
            }
        }
        assertThat(results).isNotEmpty();
        return results;
    }

    @ParameterizedTest
    @CsvSource({
        "twilio-2013",
        "endless-full-resync",
        "isolated-master",
        "mass-resync",
        "memory-cap-resync",
        "slow-disk-aof",
        "backlog-expired",
        "empty-master-restart",
        "pause-past-timeout",
        "replica-of-itself",
        "rolling-restart-storm",
        "corrupt-file-restart",
        "disk-full",
        "flapping-wan",
        "lagging-replica-wiped-node",
        "region-promotion",
        "stalled-but-healthy",
        "retry-storm",
        "memory-pressure"
    })
    void controlsAreCaughtWhateverTheConfigurationSays(String name) throws Exception {
        Scenario scenario = Catalogue.find(name).orElseThrow();
        run(scenario, IN_THE_WAY, Event.Expectation.BREAKS)
                .forEach((variant, result) ->
                        assertThat(RunAnswer.asExpected(result))
                                .as(variant.name() + ": " + result.judges())
                                .isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    twilio-2013         | repl-timeout 15; repl-backlog-size 64mb; save 60 1
                    endless-full-resync | repl-timeout 15; client-output-buffer-limit replica 64mb 64mb 60
                    isolated-master     | min-replicas-to-write 1; min-replicas-max-lag 3
                    mass-resync         | appendonly yes; repl-diskless-sync yes; client-output-buffer-limit replica 512mb 256mb 60
                    memory-cap-resync   | repl-timeout 15; repl-backlog-size 2mb; client-output-buffer-limit replica 8mb 6mb 60
                    slow-disk-aof       | appendonly yes
                    backlog-expired     | repl-timeout 15; repl-backlog-size 64mb
                    empty-master-restart | appendonly yes; appendfsync always
                    pause-past-timeout  | repl-backlog-size 64mb
                    replica-of-itself   | replicaof-refuse-self yes; rename-command CONFIG ""
                    rolling-restart-storm | save 60 1
                    corrupt-file-restart | appendonly yes; aof-load-truncated no
                    disk-full            | appendonly yes; save ""
                    flapping-wan         | repl-backlog-size 16mb
                    lagging-replica-wiped-node | save ""
                    region-promotion     | min-replicas-to-write 3; min-replicas-max-lag 3
                    stalled-but-healthy  | min-replicas-to-write 2; min-replicas-max-lag 3
                    retry-storm          | save ""
                    memory-pressure      | save ""; repl-backlog-size 16kb; client-output-buffer-limit replica 0 0 0
                    """)
    void aConfigurationThatGuardsHolds(String name, String lines) throws Exception {
        Scenario scenario = Catalogue.find(name).orElseThrow();
        run(scenario, lines, Event.Expectation.HOLDS)
                .forEach((variant, result) ->
                        assertThat(result.answer())
                                .as(variant.name() + ": " + result.judges())
                                .isInstanceOf(Verdict.Held.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    twilio-2013         | repl-timeout 15; repl-backlog-size 64mb; save ""
                    endless-full-resync | repl-timeout 15; client-output-buffer-limit replica 1mb 1mb 60
                    isolated-master     | hz 20
                    memory-cap-resync   | client-output-buffer-limit replica 0 0 0
                    backlog-expired     | repl-backlog-ttl 4; repl-backlog-size 64mb
                    empty-master-restart | save 3600 1
                    rolling-restart-storm | save ""
                    disk-full           | save 3600 1
                    flapping-wan        | repl-backlog-size 64kb
                    lagging-replica-wiped-node | save 3600 1
                    """)
    void aConfigurationThatDoesNotGuardIsViolated(String name, String lines) throws Exception {
        Scenario scenario = Catalogue.find(name).orElseThrow();
        run(scenario, lines, Event.Expectation.HOLDS)
                .forEach((variant, result) ->
                        assertThat(result.answer())
                                .as(variant.name() + ": " + result.judges())
                                .isInstanceOf(Verdict.Violated.class));
    }
}
