package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are sent signals: what they log, how they exit and what they leave on the disk,
/// as redis-server does. SIGQUIT and SIGUSR2, which end redis-server, belong to the JVM here.
class SignalsTest {
    private static final int ALIVE = -1;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// @param options of the command line
    /// @param asked before the signals
    private record Case(List<String> options, List<String> asked, List<String> signals) {}

    private record Outcome(int exitCode, List<String> files, List<String> log) {}

    private static final Case NOTHING = new Case(List.of(), List.of(), List.of());
    private static final List<String> UNSAVED = List.of("SET a 1");

    /// Where nothing can be written, not even by root.
    private static final List<String> UNSAVEABLE = List.of("SET a 1", "CONFIG SET dir /proc");

    private static final List<String> MOVABLE = List.of("--enable-protected-configs", "yes");

    @Test
    void bothEndOrStayInTheSameWay() throws Exception {
        for (Case one :
                List.of(
                        new Case(List.of(), UNSAVED, List.of("HUP")),
                        new Case(List.of(), UNSAVED, List.of("PIPE", "ALRM", "HUP", "HUP")),
                        new Case(List.of(), UNSAVED, List.of("TSTP", "CONT", "HUP")),
                        new Case(List.of(), UNSAVED, List.of("TERM")),
                        new Case(List.of(), UNSAVED, List.of("INT")),
                        new Case(List.of("--save", ""), UNSAVED, List.of("TERM")),
                        new Case(with("--shutdown-on-sigterm", "nosave"), UNSAVED, List.of("TERM")),
                        new Case(with("--shutdown-on-sigterm", "nosave"), UNSAVED, List.of("INT")),
                        new Case(with("--shutdown-on-sigint", "nosave"), UNSAVED, List.of("INT")),
                        new Case(
                                with("--shutdown-on-sigint", "save", "now", "--save", ""),
                                UNSAVED,
                                List.of("INT")),
                        new Case(MOVABLE, UNSAVEABLE, List.of("TERM")),
                        new Case(MOVABLE, UNSAVEABLE, List.of("INT", "HUP")),
                        new Case(
                                List.of(
                                        "--enable-protected-configs",
                                        "yes",
                                        "--shutdown-on-sigterm",
                                        "force"),
                                UNSAVEABLE,
                                List.of("TERM")),
                        new Case(
                                List.of(),
                                List.of("SET a 1", "CONFIG SET shutdown-on-sigterm nosave"),
                                List.of("TERM")))) {
            Outcome expected = outcome(redis(one), theirs, one);
            Outcome seen = outcome(engine(one), ours, one);

            assertThat(seen).as(one.toString()).isEqualTo(expected);
        }
    }

    @Test
    void aSignalThatNobodyHandlesEndsBoth() throws Exception {
        for (String signal : List.of("USR1", "IO")) {
            assertThat(exitCodeAfter(engine(NOTHING), signal))
                    .as(signal)
                    .isEqualTo(exitCodeAfter(redis(NOTHING), signal));
        }
    }

    private static int exitCodeAfter(Running server, String signal) throws Exception {
        try {
            server.awaitAnswer("\\+PONG.*");
            server.send(signal);
            return server.exitCode();
        } finally {
            server.process.destroyForcibly();
        }
    }

    /// Operators of a JVM send SIGQUIT to see its threads, most of all when it hangs. SIGUSR2 is
    /// used by the JVM itself, which lets nobody else handle it.
    @Test
    void theSignalsOfTheJvmLeaveTheServerServing() throws Exception {
        Running server = engine(NOTHING);
        try {
            server.awaitAnswer("\\+PONG.*");
            server.send("QUIT");
            server.awaitLog("Full thread dump");
            server.send("USR2");
            server.awaitAnswer("\\+PONG.*");
            server.send("TERM");
            assertThat(server.exitCode()).isZero();
        } finally {
            server.process.destroyForcibly();
        }
    }

    /// While replicas are waited for, a second SIGTERM changes nothing and a SIGINT ends it all.
    @Test
    void whoInsistsIsObeyed() throws Exception {
        for (boolean redis : List.of(true, false)) {
            var waits =
                    new Case(
                            List.of("--shutdown-timeout", "60", "--repl-diskless-sync", "no"),
                            List.of(),
                            List.of());
            Running server = redis ? redis(waits) : engine(waits);
            server.awaitAnswer("\\+PONG.*");
            try (var replica = RawReplica.behindSnapshot(server.port)) {
                RealRedis.cli(server.port, "SET", "a", "1");
                server.send("TERM");
                server.awaitLog("Waiting for replicas before shutting down.");
                server.send("TERM");
                server.awaitLog("(?s).*Received SIGTERM.*Received SIGTERM.*");
                assertThat(server.process.isAlive()).isTrue();
                server.send("INT");
                assertThat(server.exitCode()).isEqualTo(1);
                assertThat(server.log()).contains("You insist... exiting now.");
                assertThat(replica.address()).isNotEmpty();
            } finally {
                server.process.destroyForcibly();
            }
        }
    }

    @Test
    void aServerThatLoadsEndsWithoutSaving() throws Exception {
        for (boolean redis : List.of(true, false)) {
            Path folder = redis ? theirs : ours;
            Path log = Files.createDirectories(folder.resolve("appendonlydir"));
            Files.writeString(
                    log.resolve("appendonly.aof.manifest"),
                    "file appendonly.aof.1.incr.aof seq 1 type i\n");
            Files.writeString(
                    log.resolve("appendonly.aof.1.incr.aof"),
                    "*2\r\n$4\r\nINCR\r\n$1\r\na\r\n".repeat(3_000_000));
            var loads = new Case(List.of("--appendonly", "yes"), List.of(), List.of());
            Running server = redis ? redis(loads) : engine(loads);
            try {
                server.awaitAnswer("-LOADING.*");
                server.send("TERM");
                assertThat(server.exitCode()).isZero();
                assertThat(server.log())
                        .contains(
                                "Received shutdown signal during loading, scheduling shutdown.",
                                "User requested shutdown...")
                        .doesNotContain("final RDB");
            } finally {
                server.process.destroyForcibly();
            }
        }
    }

    /// Whenever it comes: while the JVM starts, while the server listens for the first time, while
    /// it saves, while it ends.
    @Test
    void noSignalPrintsAStackTrace() throws Exception {
        for (int round = 0; round < 12; round++) {
            Running server = engine(new Case(List.of("--appendonly", "yes"), List.of(), List.of()));
            try {
                if (round % 4 == 0) {
                    server.awaitAnswer("\\+PONG.*");
                } else {
                    server.process.waitFor(round * 60L, TimeUnit.MILLISECONDS);
                }
                for (int again = 0; again < 10 && server.process.isAlive(); again++) {
                    server.send("TERM");
                }
                // Before its handlers are there the JVM ends as any process does.
                assertThat(server.exitCode()).isIn(0, 143);
                assertThat(server.log())
                        .doesNotContain("RejectedExecution", "Exception in", "Bug in", " WARN ");
            } finally {
                server.process.destroyForcibly();
            }
        }
    }

    private static List<String> with(String... options) {
        return List.of(options);
    }

    private record Running(Process process, int port, Path logFile) {
        void send(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        }

        String log() throws IOException {
            return Files.readString(logFile, StandardCharsets.ISO_8859_1);
        }

        void awaitLog(String text) {
            Awaitility.await(text)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(this::log, log -> log.contains(text) || log.matches(text));
        }

        void awaitAnswer(String pattern) {
            Awaitility.await(pattern)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> answer().matches("(?s)" + pattern));
        }

        private String answer() {
            try {
                return RawBytes.answerTo(port, "PING\r\n");
            } catch (IOException notYet) {
                return "";
            }
        }

        int exitCode() throws Exception {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(log()).isTrue();
            return process.exitValue();
        }
    }

    private Running redis(Case one) throws IOException {
        int port = RealRedis.freePort();
        Path log = theirs.resolve("log");
        var command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(one.options);
        Process process =
                new ProcessBuilder(command)
                        .directory(theirs.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new Running(process, port, log);
    }

    private Running engine(Case one) throws IOException {
        int port = RealRedis.freePort();
        Path log = ours.resolve("log");
        var arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
        arguments.addAll(one.options);
        return new Running(EngineProcess.launch(ours, log, arguments), port, log);
    }

    private static Outcome outcome(Running server, Path folder, Case one) throws Exception {
        try {
            server.awaitAnswer("\\+PONG.*");
            for (String command : one.asked) {
                assertThat(RealRedis.cli(server.port, command.split(" ", -1))).isEqualTo("OK");
            }
            for (String signal : one.signals) {
                server.send(signal);
            }
            String last = one.signals.getLast();
            if (!last.equals("HUP")) {
                server.awaitLog("(?s).*(ready to exit|Errors trying to shut down).*");
                server.process.waitFor(
                        server.log().contains("ready to exit") ? 20_000 : 50,
                        TimeUnit.MILLISECONDS);
            } else if (one.signals.size() > 1 && one.signals.getFirst().equals("INT")) {
                server.awaitLog("(?s).*Errors trying to shut down.*");
            }
            if (server.process.isAlive()) {
                server.awaitAnswer("(\\+PONG|-MISCONF).*");
            }
            int code = server.process.isAlive() ? ALIVE : server.process.exitValue();
            return new Outcome(code, filesIn(folder), said(server.log()));
        } finally {
            server.process.destroyForcibly().onExit().join();
            for (String file : filesIn(folder)) {
                Files.delete(folder.resolve(file));
            }
        }
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("log"))
                    .sorted()
                    .toList();
        }
    }

    /// What belongs to the end.
    private static List<String> said(String log) {
        return log.lines()
                .filter(line -> line.matches(".*(shutdown|exit|final RDB|insist).*"))
                .map(line -> line.replaceFirst("^\\d+:\\w .*? ([#*]) ", "$1 "))
                .map(line -> line.replaceFirst("^\\d+:signal-handler \\(\\d+\\)", "handler"))
                .toList();
    }
}
