package dev.firedrill.engine.interop;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/// The redis-server 7.0 of this machine, in a folder of its own, with nothing set but what is said.
public final class InstalledRedis implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private InstalledRedis(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /// Skips the test, loudly, where there is none.
    public static void assumeThere() {
        boolean there =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .map(folder -> Path.of(folder, "redis-server"))
                        .anyMatch(Files::isExecutable);
        if (!there) {
            System.err.println("SKIPPED: no redis-server on this machine (Debian: redis-server)");
        }
        Assumptions.assumeTrue(there, "no redis-server on this machine");
    }

    public static InstalledRedis start(Path folder, String... options) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = Files.createTempFile("redis-server", ".log");
        var command = new ArrayList<>(List.of("redis-server"));
        command.addAll(List.of("--port", Integer.toString(port), "--dir", folder.toString()));
        command.addAll(List.of(options));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        var server = new InstalledRedis(process, port, log);
        Awaitility.await("redis-server answers")
                .atMost(Duration.ofSeconds(20))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(server.said());
                    }
                })
                .until(server::answers);
        return server;
    }

    private boolean answers() {
        try (var client = client()) {
            return client.ping().equals("PONG");
        } catch (JedisConnectionException | JedisDataException notYet) {
            return false;
        }
    }

    public Jedis client() {
        return new Jedis("127.0.0.1", port);
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(log);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException kept) {
            // A log that stays behind harms nobody.
        }
    }
}
