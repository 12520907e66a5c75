package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A replica's connection to its master is one of its clients: CLIENT LIST shows it and CLIENT KILL
/// cuts it, after which the replica goes on from where it was. An operator's way to rehearse a link
/// drop, with the engine and with redis-server.
class MasterLinkAsClientTest {
    @TempDir private Path one;
    @TempDir private Path two;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String field(String client, String name) {
        return client.replaceAll("(?s)^(.* )?" + name + "=([^ ]*).*$", "$2");
    }

    private static String awaitLink(int replica) {
        Awaitility.await("the link among the clients of " + replica)
                .atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        Peers.cli(replica, "CLIENT", "LIST", "TYPE", "master").contains("id="));
        return Peers.cli(replica, "CLIENT", "LIST", "TYPE", "master").strip();
    }

    /// The words after CLIENT KILL that mean the link, which its own line tells.
    private static List<String> words(String how, String link) {
        return switch (how) {
            case "type" -> List.of("TYPE", "master");
            case "id" -> List.of("ID", field(link, "id"));
            case "addr" -> List.of("ADDR", field(link, "addr"));
            default -> List.of(field(link, "addr"));
        };
    }

    private static void isCutAndGoesOn(int replica, int master, String how) {
        Peers.cli(replica, "REPLICAOF", "127.0.0.1", Peers.port(master));
        String link = awaitLink(replica);
        assertThat(field(link, "addr")).isEqualTo("127.0.0.1:" + master);
        assertThat(field(link, "flags")).isEqualTo("M");
        assertThat(field(link, "user")).isEqualTo("(superuser)");
        assertThat(Peers.cli(replica, "CLIENT", "LIST").lines())
                .as("the link and redis-cli")
                .hasSize(2)
                .anyMatch(line -> field(line, "id").equals(field(link, "id")));
        assertThat(Peers.info(replica, "connected_clients")).isEqualTo("2");
        int partial = Integer.parseInt(Peers.info(master, "sync_partial_ok"));

        var kill = new ArrayList<>(List.of("CLIENT", "KILL"));
        kill.addAll(words(how, link));
        assertThat(Peers.cli(replica, kill.toArray(String[]::new)).strip())
                .isEqualTo(how.equals("old") ? "OK" : "1");

        Peers.awaitEqual(() -> Peers.info(master, "sync_partial_ok"), "" + (partial + 1));
        Peers.cli(master, "SET", how, "after the cut");
        Peers.awaitEqual(() -> Peers.cli(replica, "GET", how).strip(), "after the cut");
        assertThat(field(awaitLink(replica), "addr")).isEqualTo(field(link, "addr"));
        assertThat(Peers.info(master, "sync_full")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "id", "addr", "old"})
    void aKilledLinkOfTheEngineGoesOnFromWhereItWas(String how) throws Exception {
        try (var master = RealRedis.start(one);
                var replica = RunningEngine.start(two, "--save", "")) {
            isCutAndGoesOn(replica.port(), master.port(), how);
        }
    }

    /// What this test asks for is what redis-server does.
    @ParameterizedTest
    @ValueSource(strings = {"type", "id", "addr", "old"})
    void soDoesOneOfRedis(String how) throws Exception {
        try (var master = RunningEngine.start(one, "--save", "");
                var replica = RealRedis.start(two)) {
            isCutAndGoesOn(replica.port(), master.port(), how);
        }
    }

    @Test
    void otherKindsOfClientsAreNotTheLink() throws Exception {
        try (var master = RealRedis.start(one);
                var engine = RunningEngine.start(two, "--save", "");
                var redis = RealRedis.start(one)) {
            IntFunction<List<String>> answers =
                    replica -> {
                        Peers.cli(replica, "REPLICAOF", "127.0.0.1", Peers.port(master.port()));
                        awaitLink(replica);
                        return List.of(
                                Peers.cli(replica, "CLIENT", "KILL", "TYPE", "normal"),
                                Peers.cli(replica, "CLIENT", "KILL", "TYPE", "replica"),
                                Peers.cli(replica, "CLIENT", "KILL", "USER", "default"),
                                Peers.cli(
                                        replica, "CLIENT", "KILL", "TYPE", "master", "TYPE",
                                        "normal"),
                                Peers.info(replica, "master_link_status"));
                    };
            assertThat(answers.apply(engine.port())).isEqualTo(answers.apply(redis.port()));
            assertThat(Peers.info(engine.port(), "master_link_status")).isEqualTo("up");
        }
    }
}
