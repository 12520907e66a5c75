package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line from argument to exit code, on the simulator, with loads small enough for every
/// build.
class CommandLineTest {
    private static final String SMALL = "--writes-per-second 200 --keys 500";

    @TempDir private Path out;

    private static Ended firedrill(String line) {
        return Ended.of(line.split(" ", -1));
    }

    private Ended run(String scenarioAndOptions) {
        return firedrill("run " + scenarioAndOptions + " --out " + out);
    }

    private JsonNode latestResult() throws Exception {
        return JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
    }

    /// Packed as it is: the same bytes are the same journal.
    private byte[] latestJournal() throws Exception {
        return Files.readAllBytes(out.resolve("latest/journal.jsonl.gz"));
    }

    @Test
    void theIncidentIsCaughtAndTheSafeVariantHolds() throws Exception {
        Ended ended = run("twilio-2013 --seed 7 --writes-per-second 1000 --keys 2000");

        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        JsonNode variants = latestResult().get("variants");
        assertThat(variants.size()).isEqualTo(3);
        for (JsonNode variant : variants) {
            assertThat(variant.get("judges").size()).isEqualTo(9);
        }
        assertThat(variants.get(2).get("verdict").asString()).isEqualTo("held");
    }

    /// With enough data that the snapshot for the first replica is still under way when the others
    /// ask for theirs.
    @Test
    void theReportOfTheIncidentNamesItsCauses() throws Exception {
        Ended ended =
                run(
                        "twilio-2013 --seed 7 --variant as-it-happened --keys 20000"
                                + " --writes-per-second 200");

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(1);
        JsonNode figures = latestResult().get("variants").get(0).get("figures");
        assertThat(figures.get("fullResyncsAfterFault").asInt()).isEqualTo(4);
        assertThat(figures.get("snapshotsForReplicasAfterFault").asInt()).isEqualTo(1);
        assertThat(figures.get("repeatedCharges").asLong()).isPositive();
        String report = Files.readString(out.resolve("latest/report.md"));
        assertThat(report)
                .contains("sync-only")
                .contains("1 snapshot was made for that")
                .containsPattern("M came up empty at .* beside dump.rdb of \\d+ bytes")
                .contains("replicaof 127.0.0.1 6379")
                .contains("charges too many");
        assertThat(Files.readString(out.resolve("latest/report.html")))
                .contains("default-src 'none'")
                .doesNotContain("<script")
                .doesNotContain("http://");
    }

    @Test
    void aBacklogThatTheOutageOutgrowsIsNamedWithTheSizeThatWouldDo() throws Exception {
        Ended ended =
                run(
                        "twilio-2013 --seed 3 --variant psync-with-default-backlog --keys 500"
                                + " --writes-per-second 1500");

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(1);
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .contains("backlog-trimmed")
                .containsPattern("repl-backlog-size \\d+mb");
    }

    @Test
    void theSameSeedGivesTheSameJournalAndAnotherSeedAnother() throws Exception {
        String options = "twilio-2013 --variant with-psync-and-rewrite " + SMALL + " --seed ";
        run(options + 7);
        byte[] first = latestJournal();
        run(options + 7);
        byte[] second = latestJournal();
        run(options + 8);
        byte[] other = latestJournal();

        assertThat(firstDifference(first, second)).isEqualTo("none");
        assertThat(firstDifference(first, other)).isNotEqualTo("none");
    }

    private static String firstDifference(byte[] one, byte[] other) throws Exception {
        if (Arrays.equals(one, other)) {
            return "none";
        }
        List<String> lines = JournalLines.of(one);
        List<String> others = JournalLines.of(other);
        for (int i = 0; i < Math.min(lines.size(), others.size()); i++) {
            if (!lines.get(i).equals(others.get(i))) {
                return "line " + (i + 1) + ": " + lines.get(i) + " / " + others.get(i);
            }
        }
        return lines.size() == others.size() ? "the packing" : "one journal is longer";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twilio-2013 --ignore-fault CutLink " + SMALL,
                "slow-disk-aof --ignore-fault ThrottleDisk",
                "memory-cap-resync --ignore-fault CapMemory --variant a-buffer-per-replica",
                "endless-full-resync --ignore-fault LimitLink"
            })
    void aFaultThatDoesNotBiteMakesTheRunInconclusiveAndIsNamed(String line) {
        Ended ended = run(line + " --seed 7");

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(2);
        assertThat(ended.printed()).containsPattern("the fault [a-z-]+ did not bite");
    }

    @Test
    void aJournalIsJudgedAgainLater() {
        run("slow-disk-aof --seed 7 --variant everysec-within-the-disk");
        Ended ended = firedrill("check " + out.resolve("latest"));

        assertThat(ended.exitCode()).as(ended.printed() + ended.complained()).isZero();
        assertThat(ended.printed()).contains("held");
    }

    @Test
    void aRunFolderThatCannotBeWrittenIsRefusedBeforeAnythingRuns() throws Exception {
        Path file = Files.writeString(out.resolve("file"), "");
        Ended ended = firedrill("run slow-disk-aof --out " + file);

        assertThat(ended.exitCode()).isEqualTo(64);
        assertThat(ended.printed()).isEmpty();
        assertThat(ended.complained())
                .contains("cannot be written to (a file is in its place)")
                .contains("--out");
        Path absent = out.resolve("absent");
        firedrill("run slow-disk-aof --seed nonsense --out " + absent);
        assertThat(absent).doesNotExist();
    }

    @Test
    void logsAndConfigurationFilesOfEachNodeAreLeftBesideTheReport() throws Exception {
        run("twilio-2013 --seed 7 --variant as-it-happened " + SMALL);

        Path nodes = out.resolve("latest/nodes/as-it-happened");
        assertThat(Files.readString(nodes.resolve("R4.log"))).contains("MASTER <-> REPLICA sync");
        assertThat(Files.readString(nodes.resolve("M.redis.conf.before")))
                .doesNotContain("appendonly yes");
        assertThat(Files.readString(nodes.resolve("M.redis.conf.after")))
                .contains("appendonly yes", "replicaof 127.0.0.1 6379");
    }

    /// The guard stands in the report and in the line that repeats the run, and leaves its logs.
    @Test
    void aGuardIsNamedWhereverARunIs() throws Exception {
        Ended ended =
                run(
                        "isolated-master --guard sentinel --variant no-minimum-of-replicas --seed 7"
                                + " --writes-per-second 50");

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(1);
        assertThat(ended.printed()).contains("--guard sentinel");
        assertThat(latestResult().get("options").get("guard").asString())
                .isEqualTo(
                        "sentinel (3 processes, quorum 2, down-after 3000 ms, failover-timeout"
                                + " 10000 ms)");
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .containsPattern("The guard, led by sentinel-\\d, promoted R\\d to a master");
        Path logs = out.resolve("latest/nodes/no-minimum-of-replicas");
        assertThat(Files.readString(logs.resolve("sentinel-1.log"))).contains("+switch-master M R");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run nope",
                "run twilio-2013 --variant nope",
                "run twilio-2013 --lab moon",
                "run twilio-2013 --target redis",
                "run twilio-2013 --target moon",
                "run twilio-2013 --target redis:",
                "run twilio-2013 --target firedrill:1.0",
                "matrix twilio-2013",
                "matrix nope --targets redis",
                "matrix twilio-2013 --targets moon",
                "matrix twilio-2013 --targets redis,redis",
                "matrix twilio-2013 --targets redis --variant nope",
                "matrix twilio-2013 --targets redis --max-lag 3",
                "run twilio-2013 --guard sentinel",
                "run isolated-master --guard keepalived",
                "run all --guard sentinel",
                "matrix twilio-2013 --targets redis --guard sentinel",
                "run twilio-2013 --latency 5",
                "run twilio-2013 --latency -1ms",
                "run twilio-2013 --replicas 0",
                "run twilio-2013 --bandwidth fast",
                "run twilio-2013 --seed x",
                "run twilio-2013 --latency 1.5ms",
                "run twilio-2013 --latency 99999999999999999999h",
                "run twilio-2013 --latency 9223372036854775807ns",
                "run twilio-2013 --outage 12s",
                "run twilio-2013 --replicas 99999999999999999999",
                "run twilio-2013 --replicas 2147483648",
                "run twilio-2013 --bandwidth 99999999999999gbit",
                "run twilio-2013 --bandwidth 0.5gbit",
                "run twilio-2013 --bandwidth 1mbit",
                "run twilio-2013 --writes-per-second 20000 --outage 10m",
                "run twilio-2013 --writes-per-second 10",
                "run twilio-2013 --keys 2000000",
                "run slow-disk-aof --bandwidth 100mbit",
                "run memory-cap-resync --replicas 1 --writes-per-second 10",
                "run endless-full-resync --writes-per-second 20000",
                "run all --bandwidth 1mbit",
                "run all --replicas 0",
                "run slow-disk-aof --outage 20s",
                "run all --variant x",
                "run twilio-2013 --ignore-fault Nothing",
                "run twilio-2013 --no-such-option",
                "run twilio-2013 --calibration /no/such/file",
                "run twilio-2013 --calibration /",
                "parity no-such-scenario",
                "parity twilio-2013 twilio-2013",
                "parity twilio-2013 --cap 100mb",
                "parity --outage 30s",
                "calibrate --out /",
                "calibrate --out /no/such/folder/file.json",
                "calibrate now",
                "check /no/such/run",
                "doctor --lab kubernetes",
                "frob"
            })
    void aMistakeIsToldInOneSentenceAndLeavesNothing(String line) throws Exception {
        Ended ended = firedrill(line + (line.startsWith("run") ? " --out " + out : ""));

        assertThat(ended.exitCode()).as(ended.complained()).isEqualTo(64);
        assertThat(ended.complained()).startsWith("firedrill: ").doesNotContain("\tat ");
        assertThat(ended.complained().lines().count()).isLessThanOrEqualTo(2);
        try (var left = Files.list(out)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theReasonIsSaidBeforeAnythingStarts() {
        Ended fraction = firedrill("run twilio-2013 --latency 1.5ms");
        Ended tooMuch =
                firedrill(
                        "run twilio-2013 --replicas 6 --latency 120ms --bandwidth 10mbit --outage"
                                + " 30s --writes-per-second 4000");
        Ended lab = firedrill("doctor --lab kubernetes");

        assertThat(fraction.complained())
                .contains("--latency", "'1.5ms' is a fraction; write a whole number");
        assertThat(tooMuch.exitCode()).isEqualTo(64);
        assertThat(tooMuch.complained())
                .contains("twilio-2013 cannot be carried out", "the load does not fit the link: ");
        assertThat(lab.complained()).contains("there is no lab 'kubernetes'; use sim or docker.");
        assertThat(lab.printed()).isEmpty();
    }

    /// Said before anything runs, which here nothing does. That standard output is one array with a
    /// result for each scenario is tested with the example of README.
    @Test
    void aRunOfAllSaysWhichScenarioLacksAnOption() throws Exception {
        Path file = Files.writeString(out.resolve("file"), "");
        Ended ended = firedrill("run all --json --replicas 2 --out " + file);

        assertThat(ended.exitCode()).as(ended.printed() + ended.complained()).isEqualTo(64);
        assertThat(ended.complained().lines())
                .contains(
                        "firedrill: slow-disk-aof runs without --replicas, which it does not have.",
                        "firedrill: rewrite-on-bind-mount runs without --replicas, which it does"
                                + " not have.",
                        "firedrill: retry-storm runs without --replicas, which it does not have.",
                        "firedrill: rolling-restart-storm runs without its variant"
                                + " offset-not-in-append-only-file: lab sim with firedrill cannot"
                                + " lose its replication offset when it is shut down with an"
                                + " append-only file.")
                .hasSize(5)
                .anyMatch(line -> line.contains("cannot be written to"));
        assertThat(ended.printed()).isEmpty();
    }

    @Test
    void oneScenarioIsOneJsonObject() {
        Ended one = run("slow-disk-aof --seed 7 --json");
        assertThat(JsonMapper.shared().readTree(one.printed()).get("scenario").asString())
                .isEqualTo("slow-disk-aof");
    }

    /// The line that repeats a run is pasted into a shell, so that it runs the same again.
    @Test
    void theRepeatLineRunsTheSameAgain() throws Exception {
        String launcher = "/home/o'brien/my drills/firedrill";
        String run =
                "run slow-disk-aof --seed 7 --variant everysec-within-the-disk --bandwidth 2000kbit"
                        + " --writes-per-second 0600";
        by(launcher, run);
        String repeat = latestResult().get("repeat").asString();
        byte[] first = latestJournal();

        List<String> words = wordsInShell(repeat);
        assertThat(words)
                .containsExactly(
                        launcher,
                        "run",
                        "slow-disk-aof",
                        "--lab",
                        "sim",
                        "--target",
                        "firedrill",
                        "--seed",
                        "7",
                        "--variant",
                        "everysec-within-the-disk",
                        "--bandwidth",
                        "2mbit",
                        "--writes-per-second",
                        "600");
        by(launcher, String.join(" ", words.subList(1, words.size())));
        assertThat(latestResult().get("repeat").asString()).isEqualTo(repeat);
        assertThat(firstDifference(first, latestJournal())).isEqualTo("none");
    }

    private void by(String launcher, String line) {
        Ended.by(launcher, (line + " --out " + out).split(" ", -1));
    }

    private static List<String> wordsInShell(String line) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line)
                        .redirectErrorStream(true)
                        .start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "list faults", "list workloads", "list judges"})
    void listsFitIntoATerminal(String line) {
        Ended ended = firedrill(line);

        assertThat(ended.exitCode()).as(ended.complained()).isZero();
        assertThat(ended.printed().lines())
                .allMatch(one -> one.length() < 80)
                .hasSizeGreaterThan(2);
        assertThat(ended.printed()).doesNotContain(" \n");
    }
}
