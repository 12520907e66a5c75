package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// By which address a master shows a replica in INFO and ROLE: what the replica announced, or where
/// it comes from and listens.
class AnnouncedAddressTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;
    @TempDir private Path four;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static void awaitShown(int master, String ip, int port) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> {
                    assertThat(Peers.info(master, "slave0"))
                            .startsWith("ip=%s,port=%d,state=online,".formatted(ip, port));
                    assertThat(Peers.cli(master, "ROLE").lines().skip(2).limit(2).toList())
                            .containsExactly(ip, Integer.toString(port));
                });
    }

    private static void announces(int master, int replica) {
        Peers.cli(replica, "REPLICAOF", "127.0.0.1", Peers.port(master));
        awaitShown(master, "127.0.0.1", replica);

        Peers.cli(replica, "CONFIG", "SET", "replica-announce-port", "7777");
        Peers.cli(replica, "CONFIG", "SET", "replica-announce-ip", "replica.example");
        Peers.cli(master, "CLIENT", "KILL", "TYPE", "replica");
        awaitShown(master, "replica.example", 7777);

        Peers.cli(replica, "CONFIG", "SET", "slave-announce-port", "0");
        Peers.cli(replica, "CONFIG", "SET", "slave-announce-ip", "");
        Peers.cli(master, "CLIENT", "KILL", "TYPE", "replica");
        awaitShown(master, "127.0.0.1", replica);

        Peers.cli(replica, "REPLICAOF", "NO", "ONE");
        Peers.awaitEqual(() -> Peers.info(master, "connected_slaves"), "0");
    }

    @Test
    void whoAnnouncesNothingIsShownWhereItListens() throws Exception {
        String[] nothing = {
            "--save", "", "--replica-announce-port", "0", "--replica-announce-ip", ""
        };
        // A port that the kernel chooses is none that the engine knows of.
        String[] known =
                Stream.concat(
                                Stream.of("--port", Peers.port(RealRedis.freePort())),
                                Stream.of(nothing))
                        .toArray(String[]::new);
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two);
                var engineReplica = RunningEngine.start(three, known);
                var redisReplica = RealRedis.start(four, nothing)) {
            for (int master : new int[] {engine.port(), redis.port()}) {
                announces(master, engineReplica.port());
                announces(master, redisReplica.port());
            }
        }
    }

    /// What a replica with this handshake was answered, and how it is shown.
    private static List<String> shown(int master, String... handshake) throws Exception {
        try (var replica = RawReplica.connect(master)) {
            String answer = handshake.length == 0 ? "" : replica.ask(handshake);
            replica.say("PSYNC", "?", "-1");
            replica.keepAll();
            Awaitility.await(String.join(" ", handshake))
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> Peers.cli(master, "INFO", "replication").contains("=online"));
            return List.of(
                    answer,
                    Peers.info(master, "slave0").replaceAll(",lag=.*", ""),
                    // Without the master's own offset, which its first ping moves.
                    Peers.cli(master, "ROLE").lines().skip(2).toList().toString());
        } finally {
            Peers.awaitEqual(() -> Peers.info(master, "connected_slaves"), "0");
        }
    }

    @Test
    void handshakesAreAnsweredAndShownAsByRedis() throws Exception {
        try (var engine =
                        RunningEngine.start(
                                one, "--save", "", "--repl-ping-replica-period", "3600");
                var redis = RealRedis.start(two, "--repl-ping-replica-period", "3600")) {
            for (String[] handshake :
                    new String[][] {
                        {},
                        {"REPLCONF", "listening-port", "0"},
                        {"REPLCONF", "listening-port", "7777"},
                        {"REPLCONF", "listening-port", "-5"},
                        {"REPLCONF", "listening-port", "70000"},
                        {"REPLCONF", "listening-port", ""},
                        {"REPLCONF", "listening-port"},
                        {"REPLCONF", "ip-address", "a.example"},
                        {"REPLCONF", "ip-address", "x".repeat(255)},
                        {"REPLCONF", "ip-address", "x".repeat(256)},
                        {"REPLCONF", "listening-port", "1", "ip-address", "b", "capa", "psync2"},
                        {"REPLCONF", "listening-port", "9", "nope", "1"}
                    }) {
                assertThat(shown(engine.port(), handshake))
                        .as(String.join(" ", handshake))
                        .isEqualTo(shown(redis.port(), handshake));
            }
            // redis-server shows an empty address, by which nobody finds the replica.
            assertThat(shown(engine.port(), "REPLCONF", "ip-address", "").get(1))
                    .startsWith("ip=127.0.0.1,port=0,state=online");
        }
    }

    /// The address is the replica's word: it must not be able to write lines of its own.
    @Test
    void anAddressWritesNoLinesOfItsOwn() throws Exception {
        String forged = "a\r\nconnected_slaves:99\r\nfiredrill: resync-decided";
        try (var engine = RunningEngine.start(one, "--save", "")) {
            assertThat(shown(engine.port(), "REPLCONF", "ip-address", forged).get(1))
                    .startsWith("ip=a??connected_slaves:99??firedrill: resync-decided,port=0");
            assertThat(engine.log()).noneMatch(line -> line.contains("\n"));
        }
    }
}
