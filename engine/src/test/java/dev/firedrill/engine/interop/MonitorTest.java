package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// MONITOR and LOLWUT beside redis-server's: the same lines about the same commands.
class MonitorTest {
    private static final String SCRIPT =
            """
            SET k a"b\\c\t\u0007\b\u0001\u00ff~
            SELECT 3
            get k
            AUTH secret
            AUTH user secret
            HELLO 2 AUTH default secret SETNAME me
            CONFIG GET port
            CLIENT LIST
            CLIENT ID
            NOSUCH x
            GET
            LPUSH l a
            INCR l
            MULTI
            SET a b
            GET a
            EXEC
            MULTI
            GET a
            DISCARD
            BLPOP q 0.01
            PUBLISH a b
            ROLE
            WAIT 0 1
            REPLCONF CAPA x
            SLOWLOG LEN
            RESET
            """;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static Peer.OverSocket connect(int port) throws IOException {
        return new Peer.OverSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /// Time and port are each server's own.
    private static String line(Reply told) {
        String text = ReplyText.of(told);
        assertThat(text).containsPattern("\\d{10}\\.\\d{6} \\[\\d+ 127\\.0\\.0\\.1:\\d+]");
        return text.replaceAll("\\d{10}\\.\\d{6}", "<time>").replaceAll("1:\\d+]", "1:<port>]");
    }

    private static List<String> watch(int port) throws IOException {
        var seen = new ArrayList<String>();
        try (var watcher = connect(port);
                var client = connect(port)) {
            seen.add(ReplyText.of(watcher.ask("MONITOR")));
            for (String command : SCRIPT.lines().toList()) {
                client.ask(List.of(command.split(" ", -1)));
            }
            client.ask("ECHO", "last");
            do {
                seen.add(line(watcher.receive()));
            } while (!seen.getLast().contains("last"));
        }
        return seen;
    }

    @Test
    void eachCommandIsShownOnceInTheSameWords() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            List<String> wanted = watch(redis.port());
            assertThat(wanted).hasSizeGreaterThan(15);
            assertThat(watch(engine.port())).isEqualTo(wanted);
        }
    }

    /// What a client that watches may do itself, and how it ceases to.
    private static List<String> live(int port) throws IOException {
        var told = new ArrayList<String>();
        try (var watcher = connect(port);
                var client = connect(port)) {
            told.add(ReplyText.of(watcher.ask("MONITOR")));
            told.add(ReplyText.of(watcher.ask("GET", "k")));
            told.add(ReplyText.of(watcher.ask("SET", "k", "v")));
            told.add(ReplyText.of(watcher.ask("PING")));
            told.add(line(watcher.receive()));
            // Not answered a second time: the next reply is that of RESET.
            watcher.send(List.of("MONITOR"));
            told.add(ReplyText.of(watcher.ask("RESET")));
            client.ask("SET", "k", "v");
            told.add(ReplyText.of(watcher.ask("GET", "k")));
            for (String command : List.of("MULTI", "MONITOR", "EXEC", "PING")) {
                told.add(ReplyText.of(watcher.ask(command)));
            }
            watcher.ask("MONITOR");
            told.add(ReplyText.of(watcher.ask("QUIT")));
            client.ask("SET", "k", "w");
        }
        return told;
    }

    @Test
    void aClientThatWatchesTouchesNoKeysUntilItResets() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            assertThat(live(engine.port())).isEqualTo(live(redis.port()));
        }
    }

    @Test
    void lolwutEndsWithTheVersionAndRefusesTheSame() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            for (String words : List.of("", "VERSION 5 1", "VERSION 6 8 8", "x")) {
                String command = ("LOLWUT " + words).strip();
                assertThat(engine.cli(command.split(" ", -1)))
                        .as(command)
                        .contains("^ ^")
                        .endsWith("Redis ver. 7.0.15");
                assertThat(redis.cli(command.split(" ", -1))).endsWith("Redis ver. 7.0.15");
            }
            for (String words : List.of("VERSION x", "VERSION 5 x")) {
                String[] command = ("LOLWUT " + words).split(" ", -1);
                assertThat(engine.cli(command)).isEqualTo(redis.cli(command)).startsWith("ERR");
            }
        }
    }
}
