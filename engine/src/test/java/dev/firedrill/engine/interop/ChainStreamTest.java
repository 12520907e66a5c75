package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chains of three, the engine and redis-server in turns: what the first sends, the second passes
/// on to the byte, also around a cut of its own link, and the third keeps for whoever asks it.
class ChainStreamTest {
    private static final long SEED = 20_130_718L;
    private static final int COMMANDS = 1500;
    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String[] options(String... more) {
        var all =
                new java.util.ArrayList<>(
                        List.of(
                                "--save",
                                "",
                                "--repl-ping-replica-period",
                                "1",
                                "--repl-backlog-size",
                                "10mb"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String[] following(int port) {
        return options("--replicaof", "127.0.0.1 " + port);
    }

    @Test
    void theEngineBetweenTwoRedisPassesOnWhatItReceives() throws Exception {
        try (var first = RealRedis.start(one, options());
                var middle = RunningEngine.start(two, following(first.port()));
                var last = RealRedis.start(three, following(middle.port()))) {
            passesOn(first.port(), middle.port(), last.port());
        }
    }

    @Test
    void redisBetweenTwoEnginesPassesOnWhatItReceives() throws Exception {
        try (var first = RunningEngine.start(one, options());
                var middle = RealRedis.start(two, following(first.port()));
                var last = RunningEngine.start(three, following(middle.port()))) {
            passesOn(first.port(), middle.port(), last.port());
        }
    }

    private static void passesOn(int first, int middle, int last) throws Exception {
        Peers.awaitLink(middle);
        Peers.awaitLink(last);
        Peers.assertReplicates(first, last);
        String history = Peers.info(first, "master_replid");
        long begin = offset(last);
        var prng = new Prng(SEED);
        try (var source = RawReplica.tap(first, history, begin + 1);
                var middles = RawReplica.tap(middle, history, begin + 1);
                var lasts = RawReplica.tap(last, history, begin + 1)) {
            write(first, prng);
            cut(first, source.address());
            write(first, prng);

            Awaitility.await("pings and expiries in the stream")
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> hasTwoPingsAndAnExpiry(source));
            Peers.awaitSame(first, middle);
            Peers.awaitSame(first, last);
            int length = Math.toIntExact(offset(last) - begin);
            for (RawReplica tap : List.of(source, middles, lasts)) {
                Awaitility.await("seed " + SEED)
                        .atMost(30, TimeUnit.SECONDS)
                        .untilAsserted(
                                () -> assertThat(tap.heardBytes()).isGreaterThanOrEqualTo(length));
            }
            assertThat(source.heardText()).contains("SELECT", "MULTI", "EXEC");
            assertThat(middles.heard(length)).as("seed %d", SEED).isEqualTo(source.heard(length));
            assertThat(lasts.heard(length)).as("seed %d", SEED).isEqualTo(source.heard(length));
        }
        // A tap at each, and the one that was cut.
        assertResyncs(first, 1, 2);
        assertResyncs(middle, 1, 1);
        assertResyncs(last, 0, 1);
        Peers.awaitSameOffset(first, last);
    }

    /// Redis writes the names of its own commands in small letters, the engine in capitals.
    private static boolean hasTwoPingsAndAnExpiry(RawReplica tap) {
        String text = tap.heardText().toUpperCase(Locale.ROOT);
        int first = text.indexOf(PING);
        return first >= 0
                && text.indexOf(PING, first + 1) > 0
                && text.contains("\r\nDEL\r\n$5\r\nBRIEF\r\n");
    }

    private static void assertResyncs(int port, int full, int partial) {
        assertThat(Peers.info(port, "sync_full")).isEqualTo("" + full);
        assertThat(Peers.info(port, "sync_partial_ok")).isEqualTo("" + partial);
    }

    private static long offset(int port) {
        return Long.parseLong(Peers.info(port, "master_repl_offset"));
    }

    /// The link of the one replica that is not at this address.
    private static void cut(int master, String otherThan) {
        String line =
                Peers.cli(master, "CLIENT", "LIST", "TYPE", "replica")
                        .lines()
                        .filter(client -> !client.contains(" addr=" + otherThan + " "))
                        .findFirst()
                        .orElseThrow();
        String id = line.replaceAll("^id=(\\d+) .*", "$1");
        assertThat(Peers.cli(master, "CLIENT", "KILL", "ID", id)).isEqualTo("1");
    }

    private static void write(int port, Prng prng) throws IOException {
        try (var peer = Peer.connect(port)) {
            for (int i = 0; i < COMMANDS; i++) {
                String key = "key" + prng.nextInt(40);
                String value = "v".repeat(prng.nextInt(60)) + i;
                switch (prng.nextInt(9)) {
                    case 0 -> peer.ask("SELECT", "" + prng.nextInt(16));
                    case 1 -> peer.ask("SET", "brief", value, "PX", "" + (1 + prng.nextInt(300)));
                    case 2 -> peer.ask("SET", "s" + key, value + "\r\n*1\r\n\u0000");
                    case 3 -> peer.ask("RPUSH", "l" + key, value, "");
                    case 4 -> peer.ask("HSET", "h" + key, value, "1");
                    case 5 -> peer.ask("SADD", "m" + key, value, "x", "y");
                    case 6 -> peer.ask("SPOP", "m" + key);
                    case 7 -> peer.ask("GETEX", "s" + key, "EX", "1000");
                    default -> {
                        peer.ask("MULTI");
                        peer.ask("INCR", "counter");
                        peer.ask("ZADD", "z" + key, "1.5", value);
                        peer.ask("SELECT", "" + prng.nextInt(16));
                        peer.ask("DEL", "s" + key);
                        peer.ask("EXEC");
                    }
                }
            }
        }
    }
}
