package dev.firedrill.engine.interop;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

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
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static RealRedis start(Path folder, String... options) throws IOException {
        int port = freePort();
        var command =
                new ArrayList<>(
                        List.of(
                                "redis-server",
                                "--port",
                                Integer.toString(port),
                                "--dir",
                                folder.toString(),
                                "--save",
                                "",
                                "--enable-debug-command",
                                "yes",
                                "--repl-diskless-sync-delay",
                                "0",
                                "--repl-ping-replica-period",
                                "1"));
        command.addAll(List.of(options));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("redis.log").toFile())
                        .start();
        var redis = new RealRedis(process, port);
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> redis.cli("PING").equals("PONG"));
        return redis;
    }

    int port() {
        return port;
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

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
