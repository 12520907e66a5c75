package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients are told while a server changes what it is: when it becomes a replica, and while a
/// replica loads its master's data beside its own.
class RoleChangeTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;
    @TempDir private Path master;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// The last words to a client that waits while its server becomes a replica.
    private static List<String> lastWords(int port, String... waits) throws IOException {
        var told = new ArrayList<String>();
        try (var client = new Peer.OverSocket(new Socket(InetAddress.getLoopbackAddress(), port))) {
            client.send(List.of(waits));
            awaitEqual(() -> info(port, "blocked_clients"), "1");
            assertThat(cli(port, "REPLICAOF", "127.0.0.1", "1")).isEqualTo("OK");
            told.add(ReplyText.of(client.receive()));
            try {
                told.add(ReplyText.of(client.ask("PING")));
            } catch (EOFException | java.net.SocketException closed) {
                told.add("closed");
            }
        }
        awaitEqual(() -> info(port, "blocked_clients"), "0");
        cli(port, "REPLICAOF", "NO", "ONE");
        return told;
    }

    @Test
    void clientsThatWaitAreSentAwayWhenTheirMasterBecomesAReplica() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            for (String waits : List.of("BLPOP k 0", "BZPOPMIN z 0", "WAIT 1 0")) {
                String[] words = waits.split(" ", -1);
                List<String> wanted = lastWords(redis.port(), words);
                assertThat(wanted).last().isEqualTo("closed");
                assertThat(lastWords(engine.port(), words)).as(waits).isEqualTo(wanted);
            }
        }
    }

    /// In one piece: redis-server looks at its clients only now and then while it loads.
    private static List<String> askAtOnce(int port) throws IOException {
        String script =
                "GET key:1,SAVE,BGSAVE,BGREWRITEAOF,REPLICAOF NO ONE,PSYNC ? -1,SYNC,MULTI,"
                        + "GET key:2,EXEC,MULTI,BGSAVE,EXEC,GET key:3";
        List<String> commands = List.of(script.split(",", -1));
        var told = new ArrayList<String>();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var client = new Peer.OverSocket(socket)) {
            String lines = String.join("\r\n", commands) + "\r\n";
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
            for (String command : commands) {
                told.add(command + " -> " + ReplyText.of(client.receive()));
            }
        }
        return told;
    }

    /// Answers of a replica that loads aside.
    private static List<String> toldAside(RealRedis master, int replica) throws Exception {
        cli(replica, "REPLICAOF", "127.0.0.1", port(master.port()));
        awaitLink(replica);
        master.cli("CONFIG", "SET", "rdb-key-save-delay", "2000", "repl-backlog-size", "16kb");
        // In one piece, so that the replica finds the backlog overwritten when it is back.
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), master.port());
                var operator = new Peer.OverSocket(socket)) {
            operator.ask("MULTI");
            operator.ask("CLIENT", "KILL", "TYPE", "replica");
            for (String filler : List.of("x", "y")) {
                operator.ask("SET", "big", filler.repeat(100_000));
            }
            operator.ask("EXEC");
        }
        awaitEqual(() -> info(replica, "async_loading"), "1");
        List<String> told = askAtOnce(replica);
        master.cli("CONFIG", "SET", "rdb-key-save-delay", "0");
        awaitLink(replica);
        assertThat(cli(replica, "BGSAVE")).isEqualTo("Background saving started");
        return told;
    }

    @Test
    void whatNeedsOneDatasetIsRefusedWhileAnotherIsLoadedAside() throws Exception {
        String[] aside = {"--save", "", "--repl-diskless-load", "swapdb"};
        try (var source = RealRedis.start(master)) {
            source.cli("DEBUG", "POPULATE", "2000", "key", "100");
            List<String> wanted;
            try (var redis =
                    RealRedis.start(
                            theirs,
                            "--repl-diskless-load",
                            "swapdb",
                            "--loading-process-events-interval-bytes",
                            "1024")) {
                wanted = toldAside(source, redis.port());
            }
            assertThat(wanted).anyMatch(line -> line.contains("LOADING"));
            try (var engine = RunningEngine.start(ours, aside)) {
                assertThat(toldAside(source, engine.port())).isEqualTo(wanted);
            }
        }
    }
}
