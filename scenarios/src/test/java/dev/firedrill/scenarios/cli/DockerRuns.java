package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.docker.DockerLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/// Runs of the launcher with containers, as a user starts them, and what they leave behind.
final class DockerRuns {
    private static final Path LAUNCHER = Path.of("..", "firedrill").toAbsolutePath().normalize();

    static final String EVERY_TARGET = "redis:2.8,redis:6.2,redis:7.0,valkey:8.0,firedrill";

    private DockerRuns() {}

    /// @throws TestAbortedException when no engine answers
    static void requireEngine(String what) {
        DockerLab.Finding found = DockerLab.examine();
        if (!found.engine()) {
            String why = String.join(" ", found.lines());
            System.err.println("SKIPPED " + what + ": " + why);
            throw new TestAbortedException(why);
        }
    }

    /// @param log takes all that the run prints
    static Process start(Path log, String... arguments) throws IOException {
        // A build that runs in the background ignores SIGINT, and so would every child of it.
        var command = new ArrayList<>(List.of("perl", "-e", "$SIG{INT}='DEFAULT'; exec @ARGV"));
        command.add(LAUNCHER.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static void signal(String name, Process run) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(run.pid())).start().waitFor();
    }

    /// All that a run has printed once it has ended; one that does not end is ended.
    static String printedBy(Process run, Path log, Duration atMost) throws Exception {
        boolean ended = run.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            run.destroy();
            run.waitFor(1, TimeUnit.MINUTES);
        }
        String printed = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as("ended within " + atMost + "; it printed: " + printed).isTrue();
        return printed;
    }

    /// Names of containers, networks and volumes of any run.
    static List<String> resources() throws Exception {
        var names = new ArrayList<String>();
        for (List<String> command :
                List.of(
                        List.of("docker", "ps", "-a", "--format", "{{.Names}}"),
                        List.of("docker", "network", "ls", "--format", "{{.Name}}"),
                        List.of("docker", "volume", "ls", "--format", "{{.Name}}"))) {
            Process listing = new ProcessBuilder(command).start();
            String text =
                    new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(name -> name.startsWith("firedrill-")).forEach(names::add);
        }
        return names;
    }
}
