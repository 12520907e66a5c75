package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.scenarios.catalogue.PlantedCauses;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same scenarios in both labs, as a user runs them: through the launcher, which also makes the
/// images.
@Tag("docker")
class DockerLabIT {
    private static final int SIGINT_EXIT = 130;

    @TempDir private Path out;

    @BeforeAll
    static void anEngineAnswers() {
        DockerRuns.requireEngine("the scenarios in lab docker");
    }

    /// Judge by judge and variant by variant; the report names what was planted.
    private Map<String, String> verdicts(String scenario, String lab) throws Exception {
        Path folder = out.resolve(lab);
        Path log = out.resolve(lab + ".log");
        Process run =
                DockerRuns.start(
                        log,
                        "run",
                        scenario,
                        "--lab",
                        lab,
                        "--seed",
                        "7",
                        "--out",
                        folder.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isZero();
        File result = folder.resolve("latest/result.json").toFile();
        var verdicts = new TreeMap<String, String>();
        JsonNode answers = JsonMapper.shared().readTree(result);
        PlantedCauses.assertFound(answers);
        for (JsonNode variant : answers.get("variants")) {
            for (JsonNode judge : variant.get("judges")) {
                verdicts.put(
                        variant.get("variant").asString() + ": " + judge.get("judge").asString(),
                        judge.get("verdict").asString());
            }
        }
        return verdicts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twilio-2013",
                "slow-disk-aof",
                "memory-cap-resync",
                "endless-full-resync",
                "isolated-master"
            })
    void bothLabsComeToTheSameVerdictOfEachJudge(String scenario) throws Exception {
        Map<String, String> simulated = verdicts(scenario, "sim");
        assertThat(simulated).isNotEmpty().containsValue("violated").containsValue("held");
        assertThat(verdicts(scenario, "docker")).isEqualTo(simulated);
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }

    /// The control alone, which is violated and explained as on this project's engine.
    @Tag("full")
    @Test
    void theIncidentIsTheSameOnARealServer() throws Exception {
        Path log = out.resolve("real.log");
        Process run =
                DockerRuns.start(
                        log,
                        "run",
                        "twilio-2013",
                        "--lab",
                        "docker",
                        "--target",
                        "redis:7.0",
                        "--variant",
                        "as-it-happened",
                        "--replicas",
                        "2",
                        "--writes-per-second",
                        "300",
                        "--keys",
                        "1000",
                        "--seed",
                        "7",
                        "--out",
                        out.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.VIOLATED);
        JsonNode answers = JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
        assertThat(answers.get("target").asString()).isEqualTo("redis:7.0");
        assertThat(PlantedCauses.assertFound(answers)).isEqualTo(4);
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }

    /// A mounted redis.conf is replaced by nobody: not by the real server either.
    @Test
    void aRealServerCannotRewriteAMountedFile() throws Exception {
        Path log = out.resolve("mounted.log");
        Process run =
                DockerRuns.start(
                        log,
                        "run",
                        "rewrite-on-bind-mount",
                        "--lab",
                        "docker",
                        "--target",
                        "redis:7.0",
                        "--seed",
                        "7",
                        "--out",
                        out.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isZero();
        JsonNode answers = JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
        assertThat(PlantedCauses.assertFound(answers)).isEqualTo(3);
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }

    @Test
    void whatAServerCannotDoIsRefusedBeforeAnythingStarts() throws Exception {
        Path log = out.resolve("refused.log");
        Path runs = out.resolve("runs");
        Process run =
                DockerRuns.start(
                        log,
                        "run",
                        "rolling-restart-storm",
                        "--variant",
                        "offset-not-in-append-only-file",
                        "--lab",
                        "docker",
                        "--out",
                        runs.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(2));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(printed)
                .contains(
                        "variant offset-not-in-append-only-file of rolling-restart-storm cannot run"
                                + " here: lab docker with firedrill cannot lose its replication"
                                + " offset when it is shut down with an append-only file.");
        assertThat(runs).doesNotExist();
    }

    /// One replica: redis 2.8.19 tells a second one that joins a snapshot under way the offset of
    /// that moment, and the two then never converge (fixed in 3.0.4, see its release notes).
    @Test
    void theOldestAndTheNewestServerAreComparedInOneTable() throws Exception {
        Path log = out.resolve("matrix.log");
        Process run =
                DockerRuns.start(
                        log,
                        "matrix",
                        "twilio-2013",
                        "--targets",
                        "redis:2.8,valkey:8.0",
                        "--variant",
                        "with-psync-and-rewrite",
                        "--replicas",
                        "1",
                        "--writes-per-second",
                        "300",
                        "--keys",
                        "1000",
                        "--seed",
                        "7",
                        "--out",
                        out.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isZero();
        assertThat(printed)
                .containsPattern(" redis:2\\.8 +valkey:8\\.0\\n")
                .containsPattern(" answer +held +held\\n")
                .containsPattern(" partial resyncs +1 +1\\n")
                .containsPattern(" values lost +0 +0\\n");
    }

    @Test
    void aFaultThatDoesNotBiteMakesTheRunInconclusiveAndIsNamed() throws Exception {
        Path log = out.resolve("ignored.log");
        Process run =
                DockerRuns.start(
                        log,
                        "run",
                        "slow-disk-aof",
                        "--lab",
                        "docker",
                        "--variant",
                        "everysec-within-the-disk",
                        "--ignore-fault",
                        "ThrottleDisk",
                        "--out",
                        out.toString());
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(5));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.INCONCLUSIVE);
        assertThat(printed).contains("ThrottleDisk");
    }

    /// While the cluster is still being made, and once all of it is there.
    @ParameterizedTest
    @ValueSource(strings = {"-toxiproxy", "-R4"})
    void controlCInTheMiddleLeavesNothing(String container) throws Exception {
        Path log = out.resolve("interrupted.log");
        Process run =
                DockerRuns.start(
                        log, "run", "twilio-2013", "--lab", "docker", "--out", out.toString());
        Awaitility.await("containers")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        DockerRuns.resources().stream().anyMatch(one -> one.endsWith(container)));
        DockerRuns.signal("INT", run);
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(1));
        assertThat(run.exitValue()).as(printed).isEqualTo(SIGINT_EXIT);
        assertThat(printed).contains("interrupted").doesNotContain("\tat ", "Exception", "WARN");
        assertThat(DockerRuns.resources()).as("what is left in the engine").isEmpty();
    }
}
