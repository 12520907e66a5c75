package dev.firedrill.engine.interop;

import dev.firedrill.engine.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;

/// A redis-server of this machine, in a folder of its own.
final class RealRedis implements AutoCloseable {
    private final Process process;
    private final int port;

    private RealRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Skips the test, loudly, where there is none.
    static void assumeInstalled() {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
        if (!found) {
            System.err.println("SKIPPED: no redis-server on this machine (Debian: redis-server)");
        }
        Assumptions.assumeTrue(found, "no redis-server on this machine");
    }

    static int freePort() throws IOException {
        return FreePorts.next();
    }

    /// With debug commands, without save points, quick in replication.
    static RealRedis start(Path folder, String... options) throws IOException {
        return startAt(freePort(), folder, options);
    }

    /// The same, where its replicas will look for it.
    static RealRedis startAt(int port, Path folder, String... options) throws IOException {
        var all =
                new ArrayList<>(
                        List.of(
                                "--save",
                                "",
                                "--enable-debug-command",
                                "yes",
                                "--repl-diskless-sync-delay",
                                "0",
                                "--repl-ping-replica-period",
                                "1"));
        all.addAll(List.of(options));
        return start(port, folder, all);
    }

    /// With nothing set but what is said.
    static RealRedis startWith(Path folder, List<String> options) throws IOException {
        return start(freePort(), folder, options);
    }

    /// With a file of its own.
    static RealRedis startFrom(Path conf, Path folder) throws IOException {
        return start(List.of("redis-server", conf.toString()), freePort(), folder, List.of());
    }

    private static RealRedis start(int port, Path folder, List<String> options) throws IOException {
        return start(List.of("redis-server"), port, folder, options);
    }

    private static RealRedis start(
            List<String> program, int port, Path folder, List<String> options) throws IOException {
        var command = new ArrayList<>(program);
        command.addAll(List.of("--port", Integer.toString(port), "--dir", folder.toString()));
        command.addAll(options);
        Path log = folder.resolve("redis.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        var redis = new RealRedis(process, port);
        // Its own answer: on a busy machine another test's server may have taken the port.
        String self = "process_id:" + process.pid();
        Awaitility.await("redis-server answers")
                .atMost(20, TimeUnit.SECONDS)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(Files.readString(log));
                    }
                })
                .until(() -> {
                    // DEBUG DIGEST is answered while it loads, with what is there by then.
                    List<String> info = redis.cli("INFO").lines().toList();
                    return (info.contains(self) && info.contains("loading:0"))
                            || info.stream().anyMatch(line -> line.startsWith("NOAUTH"));
                });
        return redis;
    }

    int port() {
        return port;
    }

    Jedis client() {
        return Answers.client(port);
    }

    String cli(String... words) throws IOException {
        return cli(port, words);
    }

    /// What redis-cli prints for a command.
    static String cli(int port, String... words) throws IOException {
        var command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(words));
        return run(command);
    }

    static String run(List<String> command) throws IOException {
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        client.getOutputStream().close();
        String printed =
                new String(
                                client.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .strip();
        try {
            if (!client.waitFor(60, TimeUnit.SECONDS)) {
                client.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return printed;
    }

    /// It stands still until [#resume]: its connections stand, and nothing is read or answered.
    void pause() throws IOException {
        run(List.of("kill", "-STOP", Long.toString(process.pid())));
    }

    void resume() throws IOException {
        run(List.of("kill", "-CONT", Long.toString(process.pid())));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
