package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.scenarios.catalogue.PlantedCauses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three real Sentinels in containers, through the launcher.
@Tag("docker")
class SentinelIT {
    @TempDir private Path out;

    @BeforeAll
    static void anEngineAnswers() {
        DockerRuns.requireEngine("the drill with real Sentinels");
    }

    private record Ended(int exitCode, String printed) {}

    private Ended run(String target, Path runs, String... more) throws Exception {
        var words = new ArrayList<>(List.of("run", "isolated-master", "--lab", "docker"));
        words.addAll(List.of("--target", target, "--guard", "sentinel", "--out", runs.toString()));
        words.addAll(List.of(more));
        Path log = out.resolve("printed.log");
        Process run = DockerRuns.start(log, words.toArray(String[]::new));
        String printed = DockerRuns.printedBy(run, log, Duration.ofMinutes(10));
        assertThat(DockerRuns.resources())
                .as("what is left in the engine")
                .noneMatch(name -> name.startsWith("firedrill-isolated-master"));
        return new Ended(run.exitValue(), printed);
    }

    /// They promote a replica while the isolated master stands, and demote it once they see it
    /// again: a split brain, unless the master refuses writes without its replicas.
    @Test
    void realSentinelsShowTheSplitBrainAndItsBound() throws Exception {
        Ended ended = run("redis:7.0", out, "--writes-per-second", "100", "--seed", "7");

        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        JsonNode answers = JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
        assertThat(answers.get("target").asString()).isEqualTo("redis:7.0");
        assertThat(PlantedCauses.assertFound(answers)).isEqualTo(1);
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .containsPattern("The guard, led by sentinel-[23], promoted R\\d to a master");
        Path logs = out.resolve("latest/nodes/min-replicas");
        assertThat(Files.readString(logs.resolve("sentinel-1.log"))).contains("+switch-master");
    }

    /// Nothing is left of a guard that cannot be: no folder, no container.
    @ParameterizedTest
    @ValueSource(strings = {"redis:2.8", "firedrill"})
    void aServerWithoutSentinelIsRefusedInOneSentence(String target) throws Exception {
        Path runs = out.resolve("runs");
        Ended ended = run(target, runs);

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.printed()).contains(target).contains("Sentinel").doesNotContain("\tat ");
        assertThat(runs).doesNotExist();
    }
}
