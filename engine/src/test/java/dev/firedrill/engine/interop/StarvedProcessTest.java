package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server process that lacks what a process usually has: free descriptors, standard streams, room
/// for a larger file.
class StarvedProcessTest {
    private static final String NO_DESCRIPTOR =
            "# Accepting client connection: accept: Too many open files";

    @TempDir private Path folder;

    private static void await(String what, Predicate<String> wanted, Path log) {
        Awaitility.await(what)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.readString(log, StandardCharsets.ISO_8859_1), wanted);
    }

    private void awaitAnswer(Process server, int port, String command, String pattern) {
        ServerStart.awaitAnswer(server, port, folder.resolve("printed"), command, pattern);
    }

    /// @param limits a line of shell that runs before the server
    private Process launch(int port, String limits, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--port", Integer.toString(port)));
        return EngineProcess.launch(folder, folder.resolve("printed"), arguments, limits);
    }

    /// redis-server retries without a pause, and logs every attempt.
    @Test
    void aConnectionThatCannotBeAcceptedIsLoggedOnceASecond() throws Exception {
        int port = RealRedis.freePort();
        Path log = folder.resolve("printed");
        Process server = launch(port, "true");
        try {
            awaitAnswer(server, port, "PING", "\\+PONG\r\n");
            descriptors(server, 3);
            try (var waiting = RawBytes.connect(port)) {
                await("the line", text -> text.contains(NO_DESCRIPTOR), log);
                await("the next try", text -> count(text) == 2, log);
                descriptors(server, 1024);
                waiting.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(waiting.getInputStream().read()).isEqualTo('+');
            }
            assertThat(count(Files.readString(log, StandardCharsets.ISO_8859_1))).isLessThan(60);
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }

    private static long count(String log) {
        return log.lines().filter(line -> line.endsWith(NO_DESCRIPTOR)).count();
    }

    private static void descriptors(Process server, int max) throws Exception {
        var prlimit =
                new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + max + ":");
        assertThat(prlimit.inheritIO().start().waitFor()).isZero();
    }

    /// Files that the JVM opens then get the numbers of the streams. Nothing may be printed into a
    /// file of the server.
    @Test
    void withoutStandardStreamsItServesAndLogsToItsFile() throws Exception {
        int port = RealRedis.freePort();
        Path log = folder.resolve("log");
        Process server =
                launch(port, "exec <&- >&- 2>&-", "--logfile", "log", "--appendonly", "yes");
        try {
            awaitAnswer(server, port, "SET a 1", "\\+OK\r\n");
            await("the log", text -> text.contains("Ready to accept connections"), log);
            awaitAnswer(server, port, "DEL a", ":1\r\n");
            server.destroy();
            assertThat(server.onExit().get(60, TimeUnit.SECONDS).exitValue()).isZero();
        } finally {
            server.destroyForcibly().onExit().join();
        }
        Path increment = folder.resolve("appendonlydir/appendonly.aof.1.incr.aof");
        assertThat(Files.readString(increment, StandardCharsets.ISO_8859_1))
                .contains("SET", "DEL")
                .doesNotContain("Ready to accept");
    }

    /// SIGXFSZ ends redis-server; the JVM ignores it, so that a write fails as on a full disk.
    @Test
    void aFileThatMustNotGrowRefusesWrites() throws Exception {
        int port = RealRedis.freePort();
        // In blocks of 512 bytes: room for the server's log lines, not for the value.
        Process server = launch(port, "ulimit -f 64", "--appendonly", "yes");
        try {
            awaitAnswer(server, port, "SET a " + "x".repeat(60_000), "(?s)(\\+OK|-MISCONF).*");
            awaitAnswer(
                    server,
                    port,
                    "SET b 1",
                    "-MISCONF Errors writing to the AOF file: File too large.*\r\n");
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }
}
