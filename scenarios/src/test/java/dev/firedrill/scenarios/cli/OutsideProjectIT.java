package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scenario of a project outside this one (`src/it/tickets`, built before these tests), run
/// from the command line.
class OutsideProjectIT {
    private static final String JAR =
            Path.of("target", "it", "tickets", "target", "tickets-1.0.jar")
                    .toAbsolutePath()
                    .toString();

    @TempDir private Path out;

    /// @param exitCode and what was printed to standard output and standard error
    private record Ended(int exitCode, String printed) {}

    private Ended firedrill(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", Path.of("target", "app", "*").toString()));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(out, "firedrill", ".log");
        Process run =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = run.waitFor(3, TimeUnit.MINUTES);
        if (!ended) run.destroyForcibly();
        String printed = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as("ended; it printed: %s", printed).isTrue();
        return new Ended(run.exitValue(), printed);
    }

    @Test
    void itIsRunJudgedAgainAndReportedAgain() throws Exception {
        String folder = out.resolve("runs").toString();
        Ended run =
                firedrill(
                        "run",
                        "tickets-drawn-twice",
                        "--classpath",
                        JAR,
                        "--tickets-per-second",
                        "100",
                        "--seed",
                        "7",
                        "--out",
                        folder);
        assertThat(run.exitCode()).as(run.printed()).isEqualTo(ExitCodes.HELD);
        assertThat(run.printed())
                .contains(
                        "no ticket is drawn twice",
                        Shell.line(List.of("--classpath", JAR)),
                        "in-memory was caught");

        // Its finding is a step of the causal chain, from the fault to its judge.
        assertThat(out.resolve("runs/latest/report.md"))
                .content()
                .contains("20 ticket counters started over", "appendfsync always");

        String latest = out.resolve("runs/latest").toString();
        for (String again : List.of("check", "report")) {
            Ended judged = firedrill(again, "--classpath=" + JAR, latest);
            assertThat(judged.exitCode()).as(judged.printed()).isEqualTo(ExitCodes.HELD);
        }
        // Its judges are in the jar: without it nobody can judge.
        Ended without = firedrill("check", latest);
        assertThat(without.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(without.printed()).contains("tickets-drawn-twice").doesNotContain("\tat ");
    }

    @Test
    void everyPartOfItIsListed() throws Exception {
        assertThat(firedrill("list", "--classpath", JAR).printed()).contains("tickets-drawn-twice");
        assertThat(firedrill("list", "faults", "--classpath", JAR).printed())
                .contains("kill-every-node", "replicas-lose-master");
        assertThat(firedrill("list", "workloads", "--classpath", JAR).printed())
                .contains("ticket-counters", "billing");
        assertThat(firedrill("list", "judges", "--classpath", JAR).printed())
                .contains("no-ticket-drawn-twice", "converged");
        assertThat(firedrill("list", "findings", "--classpath", JAR).printed())
                .contains("counters-started-over", "promotion");
    }

    @Test
    void aClassPathThatIsNotThereIsAUsersMistake() throws Exception {
        Ended ended = firedrill("list", "--classpath", "no/such.jar");
        assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.printed()).isEqualTo("firedrill: --classpath: there is no no/such.jar.\n");
    }
}
