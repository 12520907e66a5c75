package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.scenarios.catalogue.PlantedCauses;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The same scenarios in both labs, as a user runs them: through the launcher, which also makes the
/// images.
@Tag("docker")
class DockerLabIT {
    private static final Path LAUNCHER = Path.of("..", "firedrill").toAbsolutePath().normalize();
    private static final int SIGINT_EXIT = 130;

    @TempDir private Path out;

    @BeforeAll
    static void anEngineAnswers() {
        DockerLab.Finding found = DockerLab.examine();
        if (!found.engine()) {
            String why = String.join(" ", found.lines());
            System.err.println("SKIPPED the scenarios in lab docker: " + why);
            throw new TestAbortedException(why);
        }
    }

    private static Process firedrill(Path log, String... arguments) throws IOException {
        // A build that runs in the background ignores SIGINT, and so would every child of it.
        var command = new ArrayList<>(List.of("perl", "-e", "$SIG{INT}='DEFAULT'; exec @ARGV"));
        command.add(LAUNCHER.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /// All that a run has printed once it has ended; one that does not end is ended.
    private static String printedBy(Process run, Path log, Duration atMost) throws Exception {
        boolean ended = run.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            run.destroy();
            run.waitFor(1, TimeUnit.MINUTES);
        }
        String printed = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as("ended within " + atMost + "; it printed: " + printed).isTrue();
        return printed;
    }

    /// Judge by judge and variant by variant; the report names what was planted.
    private Map<String, String> verdicts(String scenario, String lab) throws Exception {
        Path folder = out.resolve(lab);
        Path log = out.resolve(lab + ".log");
        Process run =
                firedrill(
                        log,
                        "run",
                        scenario,
                        "--lab",
                        lab,
                        "--seed",
                        "7",
                        "--out",
                        folder.toString());
        String printed = printedBy(run, log, Duration.ofMinutes(10));
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
        assertThat(resources()).as("what is left in the engine").isEmpty();
    }

    /// Three real Sentinels, over proxies of their own: they promote a replica while the isolated
    /// master stands, and demote it once they see it again.
    @Test
    void realSentinelsShowTheSplitBrainAndItsBound() throws Exception {
        Path log = out.resolve("sentinel.log");
        Process run =
                firedrill(
                        log,
                        "run",
                        "isolated-master",
                        "--lab",
                        "docker",
                        "--target",
                        "redis:7.0",
                        "--guard",
                        "sentinel",
                        "--writes-per-second",
                        "100",
                        "--seed",
                        "7",
                        "--out",
                        out.toString());
        String printed = printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isZero();
        JsonNode answers = JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
        assertThat(answers.get("target").asString()).isEqualTo("redis:7.0");
        assertThat(PlantedCauses.assertFound(answers)).isEqualTo(1);
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .containsPattern("The guard, led by sentinel-[23], promoted R\\d to a master");
        Path logs = out.resolve("latest/nodes/min-replicas");
        assertThat(Files.readString(logs.resolve("sentinel-1.log"))).contains("+switch-master");
        assertThat(resources()).as("what is left in the engine").isEmpty();
    }

    /// Nothing is left of a guard that cannot be: no folder, no container.
    @ParameterizedTest
    @ValueSource(strings = {"redis:2.8", "firedrill"})
    void aServerWithoutSentinelIsRefusedInOneSentence(String target) throws Exception {
        Path log = out.resolve("refused.log");
        Path runs = out.resolve("runs");
        Process run =
                firedrill(
                        log,
                        "run",
                        "isolated-master",
                        "--lab",
                        "docker",
                        "--target",
                        target,
                        "--guard",
                        "sentinel",
                        "--out",
                        runs.toString());
        String printed = printedBy(run, log, Duration.ofMinutes(5));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(printed).contains(target).contains("Sentinel").doesNotContain("\tat ");
        assertThat(runs).doesNotExist();
        assertThat(resources()).as("what is left in the engine").isEmpty();
    }

    /// The control alone, which is violated and explained as on this project's engine.
    @Test
    void theIncidentIsTheSameOnARealServer() throws Exception {
        Path log = out.resolve("real.log");
        Process run =
                firedrill(
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
        String printed = printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.VIOLATED);
        JsonNode answers = JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
        assertThat(answers.get("target").asString()).isEqualTo("redis:7.0");
        assertThat(PlantedCauses.assertFound(answers)).isEqualTo(4);
        assertThat(resources()).as("what is left in the engine").isEmpty();
    }

    @Test
    void theOldestAndTheNewestServerAreComparedInOneTable() throws Exception {
        Path log = out.resolve("matrix.log");
        Process run =
                firedrill(
                        log,
                        "matrix",
                        "twilio-2013",
                        "--targets",
                        "redis:2.8,valkey:8.0",
                        "--variant",
                        "with-psync-and-rewrite",
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
        String printed = printedBy(run, log, Duration.ofMinutes(10));
        assertThat(run.exitValue()).as(printed).isZero();
        assertThat(printed)
                .containsPattern(" redis:2\\.8 +valkey:8\\.0\\n")
                .containsPattern(" answer +held +held\\n")
                .containsPattern(" partial resyncs +2 +2\\n")
                .containsPattern(" writes lost +none +none\\n");
    }

    @Test
    void aFaultThatDoesNotBiteMakesTheRunInconclusiveAndIsNamed() throws Exception {
        Path log = out.resolve("ignored.log");
        Process run =
                firedrill(
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
        String printed = printedBy(run, log, Duration.ofMinutes(5));
        assertThat(run.exitValue()).as(printed).isEqualTo(ExitCodes.INCONCLUSIVE);
        assertThat(printed).contains("ThrottleDisk");
    }

    /// While the cluster is still being made, and once all of it is there.
    @ParameterizedTest
    @ValueSource(strings = {"-toxiproxy", "-R4"})
    void controlCInTheMiddleLeavesNothing(String container) throws Exception {
        Path log = out.resolve("interrupted.log");
        Process run =
                firedrill(log, "run", "twilio-2013", "--lab", "docker", "--out", out.toString());
        Awaitility.await("containers")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> resources().stream().anyMatch(one -> one.endsWith(container)));
        new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();
        String printed = printedBy(run, log, Duration.ofMinutes(1));
        assertThat(run.exitValue()).as(printed).isEqualTo(SIGINT_EXIT);
        assertThat(printed).contains("interrupted").doesNotContain("\tat ", "Exception", "WARN");
        assertThat(resources()).as("what is left in the engine").isEmpty();
    }

    /// Names of containers and networks of any run.
    private static List<String> resources() throws Exception {
        var names = new ArrayList<String>();
        for (List<String> command :
                List.of(
                        List.of("docker", "ps", "-a", "--format", "{{.Names}}"),
                        List.of("docker", "network", "ls", "--format", "{{.Name}}"))) {
            Process listing = new ProcessBuilder(command).start();
            String text =
                    new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(name -> name.startsWith("firedrill-")).forEach(names::add);
        }
        return names;
    }
}
