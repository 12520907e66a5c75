package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.assertReplicates;
import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.awaitSame;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.fill;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directives of replication with redis-server at the other end, and what INFO and ROLE say.
class ReplicaOptionsWithRedisTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;
    @TempDir private Path folder;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String[] following(int port, String... more) {
        var all = new java.util.ArrayList<>(List.of("--save", "", "--replicaof"));
        all.add("127.0.0.1 " + port);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /// Names of the section's fields in their order, with the shape of each value.
    private static List<String> fields(int port) {
        return cli(port, "INFO", "replication")
                .lines()
                .map(line -> line.replaceAll("[0-9a-f]{40}", "<id>").replaceAll("[0-9]+", "#"))
                .toList();
    }

    @Test
    void infoAndRoleAreTheSameAtBothEndsOfEachLink() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redisReplica = RealRedis.start(two, following(engine.port()));
                var redis = RealRedis.start(three)) {
            // Before anything: a master alone.
            assertThat(fields(redis.port())).contains("master_failover_state:no-failover");
            assertReplicates(engine.port(), redisReplica.port());
            redis.cli("REPLICAOF", "127.0.0.1", "1");
            try (var follower = RunningEngine.start(folder, following(redis.port()))) {
                // A replica whose master is one without a link: both are told to come later.
                awaitEqual(() -> info(follower.port(), "master_link_status"), "down");
                redis.cli("REPLICAOF", "NO", "ONE");
                assertReplicates(redis.port(), follower.port());

                assertThat(fields(engine.port())).isEqualTo(fields(redis.port()));
                assertThat(fields(follower.port())).isEqualTo(fields(redisReplica.port()));
                assertThat(cli(engine.port(), "ROLE").replaceAll("[0-9]+", "#"))
                        .isEqualTo(cli(redis.port(), "ROLE").replaceAll("[0-9]+", "#"));
                assertThat(cli(follower.port(), "ROLE").replaceAll("[0-9]+", "#"))
                        .isEqualTo(cli(redisReplica.port(), "ROLE").replaceAll("[0-9]+", "#"));
            }
            // A replica that never reached its master.
            redis.cli("REPLICAOF", "127.0.0.1", "1");
            engine.cli("REPLICAOF", "127.0.0.1", "1");
            assertThat(info(engine.port(), "master_link_down_since_seconds")).isEqualTo("-1");
            assertThat(info(redis.port(), "master_link_down_since_seconds")).isEqualTo("-1");
        }
    }

    @Test
    void announcedAddressesAndPasswordsReachTheOtherSide() throws Exception {
        try (var redis = RealRedis.start(one, "--requirepass", "secret");
                var engine =
                        RunningEngine.start(
                                two,
                                following(
                                        redis.port(),
                                        "--masterauth",
                                        "wrong",
                                        "--slave-announce-ip",
                                        "replica.example",
                                        "--replica-announce-port",
                                        "7777"))) {
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            engine.log().stream()
                                    .anyMatch(line -> line.contains("Unable to AUTH to MASTER")));
            engine.cli("CONFIG", "SET", "masterauth", "secret", "masteruser", "default");
            awaitLink(engine.port());
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(
                                            RealRedis.cli(
                                                    redis.port(),
                                                    "-a",
                                                    "secret",
                                                    "INFO",
                                                    "replication"))
                                    .contains("slave0:ip=replica.example,port=7777,state=online"));
        }
        try (var engine = RunningEngine.start(three, "--save", "", "--requirepass", "secret2");
                var redis =
                        RealRedis.start(
                                one,
                                "--replicaof",
                                "127.0.0.1 " + engine.port(),
                                "--masterauth",
                                "secret2",
                                "--replica-announce-ip",
                                "other.example",
                                "--replica-announce-port",
                                "8888")) {
            awaitLink(redis.port());
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(
                                            RealRedis.cli(
                                                    engine.port(),
                                                    "-a",
                                                    "secret2",
                                                    "INFO",
                                                    "replication"))
                                    .contains("slave0:ip=other.example,port=8888,state=online"));
        }
    }

    @Test
    void writesNeedGoodReplicasAndWaitCountsThem() throws Exception {
        try (var engine =
                RunningEngine.start(
                        one,
                        "--save",
                        "",
                        "--min-slaves-to-write",
                        "1",
                        "--min-replicas-max-lag",
                        "2")) {
            assertThat(engine.cli("SET", "a", "1"))
                    .isEqualTo("NOREPLICAS Not enough good replicas to write.");
            try (var redis = RealRedis.start(two, following(engine.port()))) {
                awaitEqual(() -> engine.cli("SET", "a", "1"), "OK");
                assertThat(engine.cli("WAIT", "1", "5000")).isEqualTo("1");
                assertThat(engine.cli("WAIT", "2", "100")).isEqualTo("1");
                assertThat(info(engine.port(), "min_slaves_good_slaves")).isEqualTo("1");
                String inside =
                        RealRedis.run(
                                List.of(
                                        "sh",
                                        "-c",
                                        "printf 'MULTI\\nSET b 2\\nWAIT 5 0\\nGET b\\nEXEC\\n' |"
                                                + " redis-cli -p "
                                                + engine.port()));
                assertThat(inside.lines().skip(4).toList()).isEqualTo(List.of("OK", "0", "2"));
                awaitSame(engine.port(), redis.port());
            }
            awaitEqual(() -> info(engine.port(), "min_slaves_good_slaves"), "0");
            assertThat(engine.cli("SET", "a", "1")).startsWith("NOREPLICAS");
        }
    }

    @Test
    void staleAndReadOnlyReplicasRefuseInRedisWords() throws Exception {
        try (var redis = RealRedis.start(one);
                var engine =
                        RunningEngine.start(
                                two, following(redis.port(), "--slave-serve-stale-data", "no"))) {
            assertReplicates(redis.port(), engine.port());
            assertThat(engine.cli("SET", "a", "1"))
                    .isEqualTo("READONLY You can't write against a read only replica.");
            engine.cli("CONFIG", "SET", "slave-read-only", "no");
            assertThat(engine.cli("SET", "local", "1")).isEqualTo("OK");
            assertThat(redis.cli("EXISTS", "local")).isEqualTo("0");
            redis.cli("CONFIG", "SET", "requirepass", "now");
            engine.cli("REPLICAOF", "127.0.0.1", "1");
            assertThat(engine.cli("GET", "local"))
                    .isEqualTo(
                            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is"
                                    + " set to 'no'.");
            engine.cli("CONFIG", "SET", "replica-serve-stale-data", "yes");
            assertThat(engine.cli("GET", "local")).isEqualTo("1");
        }
    }

    /// Redis sends its snapshot slowly: what a replica tells its clients meanwhile is a matter of
    /// `repl-diskless-load`.
    @Test
    void aReplicaThatIsBeingSentASnapshotAnswersAsItsModeSays() throws Exception {
        try (var redis = RealRedis.start(one, "--rdb-key-save-delay", "3000");
                var engine =
                        RunningEngine.start(
                                two, "--save", "", "--repl-diskless-load", "on-empty-db")) {
            redis.cli("DEBUG", "POPULATE", "3000", "key", "2000");
            engine.cli("REPLICAOF", "127.0.0.1", port(redis.port()));
            awaitEqual(() -> info(engine.port(), "loading"), "1");
            assertThat(engine.cli("GET", "x"))
                    .isEqualTo("LOADING Redis is loading the dataset in memory");
            assertThat(cli(engine.port(), "INFO", "replication"))
                    .contains("master_sync_in_progress:1")
                    .contains("master_sync_total_bytes:0")
                    .contains("master_sync_perc:0.00");
            redis.cli("CONFIG", "SET", "rdb-key-save-delay", "0");
            awaitLink(engine.port());
            awaitSame(redis.port(), engine.port());
            assertThat(info(engine.port(), "loading")).isEqualTo("0");

            // The same history, swapped in: the old data is served, and INFO says so.
            engine.cli("CONFIG", "SET", "repl-diskless-load", "swapdb");
            redis.cli("CONFIG", "SET", "rdb-key-save-delay", "3000", "repl-backlog-size", "16kb");
            Process cut =
                    new ProcessBuilder(
                                    "redis-cli", "-p", port(engine.port()), "DEBUG", "SLEEP", "2")
                            .start();
            redis.cli("CLIENT", "KILL", "TYPE", "replica");
            redis.cli("SET", "big", "z".repeat(100_000));
            redis.cli("SET", "big", "y".repeat(100_000));
            cut.waitFor(20, TimeUnit.SECONDS);
            awaitEqual(() -> info(engine.port(), "async_loading"), "1");
            assertThat(engine.cli("EXISTS", "key:1", "big")).isEqualTo("1");
            redis.cli("CONFIG", "SET", "rdb-key-save-delay", "0");
            awaitLink(engine.port());
            awaitSame(redis.port(), engine.port());
            assertThat(info(engine.port(), "async_loading")).isEqualTo("0");
            assertThat(engine.cli("EXISTS", "big")).isEqualTo("1");
        }
    }

    @Test
    void diskTransfersWorkInBothDirections() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--repl-diskless-sync", "no");
                var redis =
                        RealRedis.start(
                                two, following(engine.port(), "--repl-diskless-load", "swapdb"))) {
            assertReplicates(engine.port(), redis.port());
        }
        try (var redis = RealRedis.start(three, "--repl-diskless-sync", "no");
                var engine = RunningEngine.start(one, following(redis.port()))) {
            fill(redis.port(), 1, "a:");
            assertReplicates(redis.port(), engine.port());
            assertThat(engine.log()).anyMatch(line -> line.matches(".*receiving \\d+ bytes.*"));
        }
    }

    /// A replica that does not read is closed, comes back and needs everything anew: each step with
    /// its reason.
    @Test
    void aSlowReplicaIsClosedForItsOutputBuffer() throws Exception {
        try (var engine =
                        RunningEngine.start(
                                one,
                                "--save",
                                "",
                                "--repl-backlog-size",
                                "16kb",
                                "--client-output-buffer-limit",
                                "slave 1mb 0 0");
                var redis = RealRedis.start(two, following(engine.port()))) {
            assertReplicates(engine.port(), redis.port());
            Process stuck =
                    new ProcessBuilder("redis-cli", "-p", port(redis.port()), "DEBUG", "SLEEP", "4")
                            .start();
            for (int i = 0; i < 20; i++) {
                try (var client = new redis.clients.jedis.Jedis("127.0.0.1", engine.port())) {
                    client.set("large" + i, "z".repeat(1 << 20));
                }
            }
            awaitEqual(() -> info(engine.port(), "client_output_buffer_limit_disconnections"), "1");
            assertThat(engine.events())
                    .anyMatch(event ->
                            event instanceof NodeEvent.ReplicaClosed closed
                                    && closed.reason() == ReplicaCloseReason.OUTPUT_BUFFER_LIMIT);
            stuck.waitFor(20, TimeUnit.SECONDS);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(info(engine.port(), "resync_full_reasons"))
                                    .contains("backlog-trimmed=1"));
            // The snapshot itself is no output buffer: it does not close the replica again.
            awaitLink(redis.port());
            awaitSame(engine.port(), redis.port());
            assertThat(info(engine.port(), "client_output_buffer_limit_disconnections"))
                    .isEqualTo("1");
        }
    }

    /// After its time to live the backlog goes, and with it the name of the history.
    @Test
    void anExpiredBacklogEndsTheHistory() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--repl-backlog-ttl", "1");
                var redis = RealRedis.start(two, following(engine.port()))) {
            assertReplicates(engine.port(), redis.port());
            String id = info(engine.port(), "master_replid");
            redis.cli("REPLICAOF", "NO", "ONE");
            awaitEqual(() -> info(engine.port(), "repl_backlog_active"), "0");
            assertThat(info(engine.port(), "master_replid")).isNotEqualTo(id);
            engine.cli("SET", "uncounted", "1");
            redis.cli("REPLICAOF", "127.0.0.1", port(engine.port()));
            assertReplicates(engine.port(), redis.port());
            assertThat(info(engine.port(), "sync_full")).isEqualTo("2");
        }
    }

    /// Of three replicas that ask together one at a time is sent a dataset; the others wait.
    @Test
    void fullResyncsAreLetInOneAtATime() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--repl-full-resyncs-max", "1");
                var first = RealRedis.start(two);
                var second = RealRedis.start(three)) {
            fill(engine.port(), 0, "a:");
            first.cli("REPLICAOF", "127.0.0.1", port(engine.port()));
            second.cli("REPLICAOF", "127.0.0.1", port(engine.port()));
            assertReplicates(engine.port(), first.port());
            assertReplicates(engine.port(), second.port());
            var alone = new NodeEvent.SnapshotBegan(SnapshotPurpose.REPLICATION, 1);
            assertThat(engine.events())
                    .filteredOn(event -> event instanceof NodeEvent.SnapshotBegan)
                    .containsExactly(alone, alone);
        }
    }

    /// The log is switched on beside a full snapshot, the server starts empty and a save puts that
    /// over the last copy: which is still there.
    @Test
    void theLastGoodSnapshotIsCopiedAside() throws Exception {
        byte[] good;
        try (var engine = RunningEngine.start(one, "--save", "")) {
            fill(engine.port(), 0, "a:");
            engine.cli("SAVE");
            good = Files.readAllBytes(one.resolve("dump.rdb"));
        }
        try (var engine =
                RunningEngine.start(
                        one, "--save", "", "--appendonly", "yes", "--rdb-keep-replaced", "yes")) {
            assertThat(engine.cli("DBSIZE")).isEqualTo("0");
            engine.cli("SAVE");
            engine.cli("SAVE");
        }
        try (var files = Files.list(one)) {
            var kept =
                    files.filter(file -> file.getFileName().toString().contains("replaced"))
                            .toList();
            assertThat(kept).hasSize(1);
            assertThat(Files.readAllBytes(kept.getFirst())).isEqualTo(good);
        }
    }

    /// SHUTDOWN waits for a replica that lags, can be called off, and otherwise leaves it with
    /// every write.
    @Test
    void shutdownWaitsForReplicasAndCanBeCalledOff() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--shutdown-timeout", "60");
                var redis = RealRedis.start(two, following(engine.port()))) {
            assertReplicates(engine.port(), redis.port());
            Process stuck =
                    new ProcessBuilder("redis-cli", "-p", port(redis.port()), "DEBUG", "SLEEP", "4")
                            .start();
            engine.cli("SET", "last", "1");
            Process shutdown =
                    new ProcessBuilder("redis-cli", "-p", port(engine.port()), "SHUTDOWN").start();
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() ->
                            engine.log().contains("Waiting for replicas before shutting down."));
            assertThat(engine.cli("GET", "last")).isEqualTo("1");
            assertThat(engine.cli("SHUTDOWN", "ABORT")).isEqualTo("OK");
            assertThat(
                            new String(
                                            shutdown.getInputStream().readAllBytes(),
                                            java.nio.charset.StandardCharsets.US_ASCII)
                                    .strip())
                    .isEqualTo("ERR Errors trying to SHUTDOWN. Check logs.");
            assertThat(engine.cli("SET", "very last", "2")).isEqualTo("OK");

            engine.terminate();

            assertThat(engine.log()).contains("1 of 1 replicas are in sync when shutting down.");
            assertThat(redis.cli("GET", "very last")).isEqualTo("2");
            stuck.waitFor(20, TimeUnit.SECONDS);
        }
    }
}
