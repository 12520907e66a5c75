package dev.firedrill.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.FreePorts;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every form of arguments that people and their tools write: both servers understand the same by
/// it, or refuse it in the same words.
class CommandLineFormsTest {
    private static final String TYPED = "maxclients 33\nsave 7 7\n";

    /// One form in a line: words divided by `|`; `P` stands for `--port` and a free port, `A` and
    /// `B` for two files, of 11 and of 12 clients.
    private static final String FORMS =
            """
            P
            P|--save 900 1
            P|--save 900 1|--save 60 100
            P|--save|900|1|--save|60|100
            P|--save|
            P|--save|900 1
            P|--save|900  1
            P|--save| 900 1
            P|--save|900 1 300 10
            P|--save|900|1|300|10
            P|--save|900 1|60 1
            P|--save||900|1
            P|--save|"900 1"
            P|--save "900 1"
            P|--save "900" "1"
            P|--save ""
            P|--save ''
            P|--save|900 1|--save|
            P|--save||--save|900 1
            P|--save
            P|--save|--maxclients|5
            P|--SAVE|--maxclients|5
            P|--save |--maxclients|5
            P|--save|a
            P|--save|1
            P|--save|0|1
            P|--save|-1|1
            P|--save|1|-1
            P|--save|900 1 # x
            A|P
            A|P|--save 1 1
            A|P|--maxclients|5
            P|A
            A|B|P
            P|--include|A
            P|--include A
            P|--include|A|B
            P|--include|A|--include|B
            P|--include|/no/such
            /no/such|P
            P|--replicaof|127.0.0.1 1
            P|--replicaof|127.0.0.1|1
            P|--replicaof 127.0.0.1 1
            P|--replicaof|127.0.0.1  1
            P|--slaveof|127.0.0.1 1
            P|--replicaof|127.0.0.1
            P|--replicaof|127.0.0.1|x
            P|--replicaof|127.0.0.1|1|2
            P|--replicaof|
            P|--replicaof|no one
            P|--replicaof|NO|ONE
            P|--replicaof no one
            P|--
            --|P
            P|--|--maxclients|5
            P|--maxclients|5|--
            P|--|
            P|--|x
            -|P
            P|-
            -|P|-
            -|P|--maxclients|7
            P|--maxclients|7|-
            A|-|P
            A|P|-
            P|-|--maxclients|6
            -|A|P
            P|--maxclients
            P|--maxclients|--maxmemory|1mb
            P|--maxclients|5|--maxmemory|1mb
            P|--maxclients 5|--maxmemory 1mb
            P|--maxclients 5 --maxmemory 1mb
            P|--maxclients|5 --maxmemory 1mb
            P|--maxclients 5\\nmaxmemory 1mb
            P|--maxclients|5\\nmaxmemory 1mb
            P|--bind
            P|--port
            --port|1|P
            P|x
            P|x|y
            P|
            |P
            P|-maxclients|5
            P|--MaxClients|5
            P|--MAXCLIENTS 5
            P|--maxclients=5
            P|--maxclients =5
            P|--maxclients| 5
            P|--maxclients "5"
            P|--maxclients '5'
            P|--maxclients|"5"
            P|--maxclients|'5'
            P|--maxclients|
            P|--maxclients|0
            P|--maxclients|4294967296
            P|--maxclients|a|b
            P|--maxclients|5#
            P|--maxclients|5|# x
            P|--maxclients|10|--maxclients|20
            P|--maxmemory|1zb
            P|--maxmemory|1GB
            P|--requirepass|a b
            P|--requirepass|"a b"
            P|--requirepass "a b"
            P|--requirepass a b
            P|--requirepass|
            P|--requirepass|--x
            P|--requirepass|--x|--maxclients|5
            P|--requirepass|a"b
            P|--requirepass a"b
            P|--requirepass|a\\\\b
            P|--requirepass|a\\nb
            P|--requirepass|\\u0007\\u0008\\u00e9
            P|--requirepass|-
            P|--masterauth|a|--masterauth|b
            P|--loglevel|foo
            P|--loglevel|WARNING
            P|--nosuch|1
            P|--nosuch
            P|--nosuch 1
            P|--no.such|1
            P|--no.such
            P|--#x
            P|--#x|y
            P|#x
            P|-x
            P|--rename-command|GET|g
            P|--rename-command GET g
            P|--rename-command|GET|
            P|--rename-command|GET g
            P|--rename-command GET ""
            P|--user|default|on|nopass|~*|&*|+@all
            P|--user default on nopass ~* &* +@all
            P|--user|default|on|foo
            P|--client-output-buffer-limit|normal 1mb 1mb 60
            P|--client-output-buffer-limit|normal|1mb|1mb|60
            P|--client-output-buffer-limit normal 1mb 1mb 60|--client-output-buffer-limit|pubsub 2mb 2mb 60
            P|--client-output-buffer-limit|normal|1mb|1mb
            P|--client-output-buffer-limit
            P|--oom-score-adj-values|0|200|800
            P|--oom-score-adj-values|0 200 800
            P|--oom-score-adj-values
            P|--notify-keyspace-events|KEA
            P|--notify-keyspace-events|
            P|--latency-tracking-info-percentiles|50 99
            P|--latency-tracking-info-percentiles
            P|--latency-tracking-info-percentiles|
            P|--shutdown-on-sigterm|nosave|force
            P|--shutdown-on-sigterm|nosave force
            P|--shutdown-on-sigterm nosave
            P|--shutdown-on-sigterm|force now nosave
            P|--shutdown-on-sigterm|default|force
            P|--shutdown-on-sigterm|default
            P|--shutdown-on-sigterm|
            P|--shutdown-on-sigterm
            P|--shutdown-on-sigint|save|nosave
            P|--shutdown-on-sigint|SAVE|NOW
            P|--shutdown-on-sigint|foo
            P|--sentinel monitor a 127.0.0.1 1 1
            P|--enable-debug-command|local
            P|--enable-debug-command|maybe
            P|--appendonly|yes|--appendfilename|a/b
            P|--appendonly|ja
            P|--daemonize|no
            P|--logfile|
            P|--unixsocketperm|700
            P|--unixsocketperm|900
            """;

    private static final List<String> SHOWN =
            List.of(
                    "save",
                    "maxclients",
                    "maxmemory",
                    "replicaof",
                    "requirepass",
                    "masterauth",
                    "loglevel",
                    "client-output-buffer-limit",
                    "oom-score-adj-values",
                    "notify-keyspace-events",
                    "latency-tracking-info-percentiles",
                    "shutdown-on-sigterm",
                    "shutdown-on-sigint",
                    "enable-debug-command",
                    "daemonize",
                    "logfile",
                    "unixsocketperm");

    @TempDir private Path folder;

    @BeforeAll
    static void needsRedis() {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "redis-server")));
        if (!found) {
            System.err.println("SKIPPED: no redis-server on this machine (Debian: redis-server)");
        }
        Assumptions.assumeTrue(found, "no redis-server on this machine");
    }

    @Test
    void bothServersUnderstandTheSame() throws Exception {
        Files.writeString(folder.resolve("a.conf"), "maxclients 11\n");
        Files.writeString(folder.resolve("b.conf"), "maxclients 12");
        var differences = new ArrayList<String>();
        List<String> forms = FORMS.lines().toList();
        for (String form : forms) {
            int port = FreePorts.next();
            List<String> arguments = argumentsOf(form, port);
            String ours = ours(arguments);
            String theirs = theirs(arguments, port, ours);
            if (!ours.equals(theirs)) {
                differences.add(form + "\n" + ours + "\nthere:\n" + theirs);
            }
        }

        assertThat(forms).hasSizeGreaterThan(150);
        assertThat(differences).isEmpty();
    }

    /// What redis-server does instead of serving is refused, or answered, without a server.
    @Test
    void whatIsNoServerIsAnsweredAtOnce() {
        assertThat(ServerArguments.parse(List.of("--version")))
                .isInstanceOf(ServerArguments.Version.class);
        assertThat(ServerArguments.parse(List.of("-v", "x")))
                .isInstanceOf(ServerArguments.Version.class);
        assertThat(ServerArguments.parse(List.of("-h"))).isInstanceOf(ServerArguments.Help.class);
        for (List<String> words :
                List.of(
                        List.of("--test-memory"),
                        List.of("--test-memory", "1"),
                        List.of("--check-system"),
                        List.of("--sentinel"),
                        List.of("a.conf", "--sentinel"))) {
            assertThat(ServerArguments.parse(words)).isInstanceOf(ServerArguments.Refused.class);
        }
        // Only as the first word.
        assertThat(ServerArguments.parse(List.of("--port", "0", "--version")))
                .isInstanceOf(ServerArguments.Run.class);
    }

    private List<String> argumentsOf(String form, int port) {
        var arguments = new ArrayList<String>();
        for (String word : form.split("\\|", -1)) {
            switch (word) {
                case "P" -> arguments.addAll(List.of("--port", Integer.toString(port)));
                case "A" -> arguments.add(folder.resolve("a.conf").toString());
                case "B" -> arguments.add(folder.resolve("b.conf").toString());
                case "--include A" -> arguments.add("--include " + folder.resolve("a.conf"));
                default -> arguments.add(unescaped(word));
            }
        }
        return arguments;
    }

    private static String unescaped(String word) {
        return word.replace("\\n", "\n")
                .replace("\\u0007", "\u0007")
                .replace("\\u0008", "\b")
                .replace("\\u00e9", "\u00e9")
                .replace("\\\\", "\\");
    }

    private static String ours(List<String> arguments) throws IOException {
        try {
            // As `main` gets them: a character for each byte.
            List<String> bytes =
                    arguments.stream()
                            .map(one ->
                                    new String(
                                            one.getBytes(StandardCharsets.UTF_8),
                                            StandardCharsets.ISO_8859_1))
                            .toList();
            var run = (ServerArguments.Run) ServerArguments.parse(bytes);
            var in = new ByteArrayInputStream(TYPED.getBytes(StandardCharsets.ISO_8859_1));
            ServerConfig config = ServerMain.configOf(run, in, _ -> {});
            if (config.bindAddresses().isEmpty()) {
                return "Configured to not listen anywhere, exiting.\n";
            }
            var shown = new StringBuilder();
            for (String name : SHOWN) {
                shown.append(name).append(' ').append(config.text(name)).append('\n');
            }
            return shown.toString();
        } catch (ConfigRefused refused) {
            return plain(refused.report("Redis 7.0.15"));
        } catch (IOException unreadable) {
            return unreadable.getMessage() + "\n";
        }
    }

    private String theirs(List<String> arguments, int port, String ours) throws Exception {
        var command = new ArrayList<>(List.of("redis-server"));
        command.addAll(arguments);
        Path log = Files.createTempFile(folder, "redis", ".log");
        Path typed = folder.resolve("typed");
        Files.writeString(typed, TYPED);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(typed.toFile())
                        .redirectOutput(log.toFile())
                        .start();
        try {
            Awaitility.await("redis-server listens or ends: " + arguments)
                    .atMost(20, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> !process.isAlive() || listens(port));
            if (process.isAlive()) {
                try {
                    return values(port, ours);
                } catch (SocketException ended) {
                    // Some mistakes are found after it listens.
                    process.waitFor(20, TimeUnit.SECONDS);
                }
            }
            return plain(Files.readString(log, StandardCharsets.ISO_8859_1));
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /// What CONFIG GET shows, with the password that the engine has understood.
    private static String values(int port, String ours) throws IOException {
        String password = ours.replaceAll("(?s).*requirepass (.*)\nmasterauth.*", "$1");
        var asked = new StringBuilder();
        asked.append("*2\r\n$4\r\nAUTH\r\n$")
                .append(password.getBytes(StandardCharsets.ISO_8859_1).length)
                .append("\r\n")
                .append(password)
                .append("\r\n");
        SHOWN.forEach(name -> asked.append("CONFIG GET ").append(name).append("\r\n"));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(asked.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.replaceFirst("(?s)^(\\+OK|-ERR AUTH.*?)\r\n", "")
                    .replaceAll("\\*2\r\n\\$\\d+\r\n(.*)\r\n\\$\\d+\r\n", "$1 ")
                    .replace("\r\n", "\n");
        }
    }

    /// Without what a start says besides.
    private static String plain(String printed) {
        return printed.lines()
                .filter(line -> !line.matches("\\d+:[CXM] .* [#*] (oO0OoO|Redis version=).*"))
                .filter(line -> !line.matches(".*(onfiguration loaded|overcommit|monotonic).*"))
                .filter(line -> !line.matches(".*(Running mode|Server initialized|from stdin).*"))
                .filter(line -> !line.matches(".*(open files|maxclients of|maxclients has).*"))
                .filter(line -> !line.isBlank() && !line.matches("^ {3}.*|.*[|_`'\\\\.-]{3}.*"))
                .map(line -> line.replaceFirst("^\\d+:[CXM] .*? # ", ""))
                .reduce("", (all, line) -> all + line + "\n");
    }
}
