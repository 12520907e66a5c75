package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the engine refuses where it is asked to, and redis-server does without a word: to start
/// empty beside a snapshot that holds data, and to become a replica of itself.
class GuardsTest {
    private static final String[] WITH_LOG = {"--save", "", "--appendonly", "yes"};
    private static final String[] GUARDED = {
        "--save", "", "--appendonly", "yes", "--aof-refuse-start-empty", "yes"
    };

    @TempDir private Path folder;
    @TempDir private Path other;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private void snapshot() throws Exception {
        try (var redis = RealRedis.start(folder)) {
            redis.cli("SET", "balance", "100");
            redis.cli("SAVE");
        }
    }

    /// As somebody does who turns the log on in redis.conf and restarts.
    @Test
    void withALogThatIsNotThereASnapshotIsPassedOver() throws Exception {
        snapshot();
        Files.copy(folder.resolve("dump.rdb"), other.resolve("dump.rdb"));
        try (var redis = RealRedis.start(folder, WITH_LOG);
                var engine = RunningEngine.start(other, WITH_LOG)) {
            assertThat(redis.cli("DBSIZE")).isEqualTo("0");
            assertThat(engine.cli("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void theGuardRefusesThatAndSaysWhatToDo() throws Exception {
        snapshot();
        byte[] before = Files.readAllBytes(folder.resolve("dump.rdb"));

        var ended = RunningEngine.endsAtStart(folder, GUARDED);

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.log())
                .anyMatch(line ->
                        line.contains("would start empty")
                                && line.endsWith(
                                        "Start once with appendonly no, then CONFIG SET"
                                                + " appendonly yes."));
        assertThat(Files.readAllBytes(folder.resolve("dump.rdb"))).isEqualTo(before);
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            assertThat(engine.cli("CONFIG", "SET", "appendonly", "yes")).isEqualTo("OK");
            Peers.awaitEqual(() -> Peers.info(engine.port(), "aof_rewrite_in_progress"), "0");
            engine.terminate();
        }
        try (var engine = RunningEngine.start(folder, GUARDED)) {
            assertThat(engine.cli("GET", "balance")).isEqualTo("100");
        }
    }

    @Test
    void theGuardLetsAnEmptyServerStart() throws Exception {
        try (var engine = RunningEngine.start(folder, GUARDED)) {
            assertThat(engine.cli("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void aServerMayBecomeAReplicaOfItself() throws Exception {
        String port = Peers.port(RealRedis.freePort());
        try (var engine = RunningEngine.start(folder, "--save", "", "--port", port);
                var redis = RealRedis.start(other)) {
            for (int self : new int[] {engine.port(), redis.port()}) {
                assertThat(Peers.cli(self, "REPLICAOF", "127.0.0.1", Peers.port(self)))
                        .isEqualTo("OK");
                assertThat(Peers.cli(self, "SET", "balance", "100")).startsWith("READONLY");
            }
        }
    }

    @Test
    void theGuardRefusesThatAsACommand() throws Exception {
        String port = Peers.port(RealRedis.freePort());
        try (var engine =
                RunningEngine.start(
                        folder, "--save", "", "--port", port, "--replicaof-refuse-self", "yes")) {
            for (String name : new String[] {"127.0.0.1", "localhost", "LOCALHOST", "::1"}) {
                assertThat(engine.cli("REPLICAOF", name, port))
                        .isEqualTo(
                                "ERR this server would become a replica of itself"
                                        + " (replicaof-refuse-self)");
            }
            assertThat(engine.cli("SET", "balance", "100")).isEqualTo("OK");
            assertThat(engine.cli("REPLICAOF", "127.0.0.1", "1")).isEqualTo("OK");
        }
    }

    @Test
    void theGuardRefusesThatAsAConfiguration() throws Exception {
        String port = Peers.port(RealRedis.freePort());
        var ended =
                RunningEngine.endsAtStart(
                        folder,
                        "--port",
                        port,
                        "--replicaof",
                        "127.0.0.1 " + port,
                        "--replicaof-refuse-self",
                        "yes");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.log())
                .anyMatch(line -> line.contains("makes this server a replica of itself"));
    }
}
