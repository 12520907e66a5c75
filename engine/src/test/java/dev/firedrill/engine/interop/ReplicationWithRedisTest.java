package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replication with the real redis-server, in both directions: in full, in part after a cut, in a
/// chain, and across a promotion; and the files of each loaded by the other.
class ReplicationWithRedisTest {
    @TempDir private Path master;
    @TempDir private Path replica;
    @TempDir private Path third;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String cli(int port, String... words) {
        try {
            return RealRedis.cli(port, words);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String info(int port, String field) {
        return cli(port, "INFO")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static void awaitEqual(Callable<String> seen, String wanted) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(seen.call()).isEqualTo(wanted));
    }

    /// Some of each type, with expiries.
    private static void fill(int port, String prefix) {
        for (int i = 0; i < 20; i++) {
            cli(port, "SET", prefix + "string" + i, "value " + i, "EX", "10000");
            cli(port, "RPUSH", prefix + "list", "element " + i, "" + i);
            cli(port, "SADD", prefix + "set", "member " + i);
            cli(port, "SADD", prefix + "numbers", "" + i);
            cli(port, "HSET", prefix + "hash", "field" + i, "x".repeat(10 * i));
            cli(port, "INCR", prefix + "counter");
        }
        cli(port, "SPOP", prefix + "set");
        cli(port, "SET", prefix + "large", "y".repeat(100_000));
    }

    private static void assertReplicates(int from, int to) {
        awaitEqual(() -> info(to, "master_link_status"), "up");
        fill(from, "later:");
        Peers.awaitSame(from, to);
    }

    private interface Cut {
        void link() throws Exception;
    }

    private static void assertGoesOnAfterACut(int from, int to, Cut cut) throws Exception {
        assertReplicates(from, to);

        cut.link();
        fill(from, "afterwards:");

        assertReplicates(from, to);
        assertThat(info(from, "sync_full")).isEqualTo("1");
        assertThat(info(from, "sync_partial_ok")).isEqualTo("1");
    }

    @Test
    void redisFollowsTheEngineFullyAndGoesOnAfterACut() throws Exception {
        try (var engine = RunningEngine.start(master, "--save", "")) {
            fill(engine.port(), "before:");
            try (var redis =
                    RealRedis.start(replica, "--replicaof", "127.0.0.1 " + engine.port())) {
                assertGoesOnAfterACut(
                        engine.port(),
                        redis.port(),
                        () -> redis.cli("CLIENT", "KILL", "TYPE", "master"));
            }
        }
    }

    @Test
    void theEngineFollowsRedisFullyAndGoesOnAfterACut() throws Exception {
        try (var redis = RealRedis.start(master)) {
            fill(redis.port(), "before:");
            try (var engine =
                    RunningEngine.start(
                            replica, "--save", "", "--replicaof", "127.0.0.1 " + redis.port())) {
                assertGoesOnAfterACut(
                        redis.port(),
                        engine.port(),
                        () -> redis.cli("CLIENT", "KILL", "TYPE", "replica"));
            }
        }
    }

    @Test
    void aChainOfBothEndsAtTheSameOffset() throws Exception {
        try (var redis = RealRedis.start(master);
                var engine =
                        RunningEngine.start(
                                replica,
                                "--save",
                                "",
                                "--replicaof",
                                "127.0.0.1 " + redis.port())) {
            awaitEqual(() -> info(engine.port(), "master_link_status"), "up");
            try (var last = RealRedis.start(third, "--replicaof", "127.0.0.1 " + engine.port())) {
                assertReplicates(redis.port(), last.port());
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .untilAsserted(() ->
                                assertThat(info(last.port(), "master_repl_offset"))
                                        .isEqualTo(info(redis.port(), "master_repl_offset")));
                assertThat(cli(last.port(), "DEBUG", "DIGEST"))
                        .isEqualTo(cli(redis.port(), "DEBUG", "DIGEST"));
            }
        }
    }

    @Test
    void aPromotedEngineLetsRedisGoOnInTheOldHistory() throws Exception {
        try (var redis = RealRedis.start(master);
                var engine =
                        RunningEngine.start(
                                replica,
                                "--save",
                                "",
                                "--replicaof",
                                "127.0.0.1 " + redis.port())) {
            assertReplicates(redis.port(), engine.port());
            Peers.awaitSameOffset(redis.port(), engine.port());
            assertThat(engine.cli("REPLICAOF", "NO", "ONE")).isEqualTo("OK");
            assertThat(engine.cli("SET", "promoted", "yes")).isEqualTo("OK");

            redis.cli("REPLICAOF", "127.0.0.1", Integer.toString(engine.port()));

            awaitEqual(() -> cli(redis.port(), "GET", "promoted"), "yes");
            assertThat(info(engine.port(), "sync_partial_ok"))
                    .as(String.join("\n", engine.log()))
                    .isEqualTo("1");
            assertThat(info(engine.port(), "sync_full")).isEqualTo("0");
        }
    }

    /// The master ends in an orderly way and comes back with its append-only file: a replica that
    /// lacks nothing goes on from where it was, and what is written afterwards reaches it.
    @Test
    void redisGoesOnWithAnEngineThatWasRestarted() throws Exception {
        try (var redis = RealRedis.start(replica)) {
            String port;
            try (var engine = RunningEngine.start(master, "--save", "", "--appendonly", "yes")) {
                port = Integer.toString(engine.port());
                fill(engine.port(), "before:");
                redis.cli("REPLICAOF", "127.0.0.1", port);
                assertReplicates(engine.port(), redis.port());
                engine.terminate();
            }
            try (var again =
                    RunningEngine.start(
                            master, "--save", "", "--appendonly", "yes", "--port", port)) {
                assertReplicates(again.port(), redis.port());
                assertThat(info(again.port(), "sync_full"))
                        .as(String.join("\n", again.log()))
                        .isEqualTo("0");
                assertThat(info(again.port(), "sync_partial_ok")).isEqualTo("1");
            }
        }
    }

    @Test
    void redisLoadsTheEnginesAppendOnlyFiles() throws Exception {
        String digest;
        try (var engine = RunningEngine.start(master, "--save", "", "--appendonly", "yes")) {
            fill(engine.port(), "a:");
            engine.cli("BGREWRITEAOF");
            awaitEqual(() -> info(engine.port(), "aof_rewrite_in_progress"), "0");
            fill(engine.port(), "b:");
            digest = engine.cli("DEBUG", "DIGEST");
            engine.terminate();
        }
        try (var redis = RealRedis.start(master, "--appendonly", "yes")) {
            assertThat(redis.cli("DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }

    @Test
    void theEngineLoadsRedisFilesOfEveryEncoding() throws Exception {
        String digest;
        try (var redis = RealRedis.start(master)) {
            fill(redis.port(), "a:");
            for (int i = 0; i < 600; i++) {
                redis.cli("HSET", "bighash", "field" + i, "value" + i);
                redis.cli("ZADD", "scores", Double.toString(i / 7.0), "member" + i);
            }
            redis.cli("ZADD", "few", "1", "a", "2.5", "b", "inf", "c");
            redis.cli("SET", "compressible", "abc".repeat(5_000));
            redis.cli("SET", "negative", "-12345");
            digest = redis.cli("DEBUG", "DIGEST");
            redis.cli("SAVE");
        }
        try (var engine = RunningEngine.start(master, "--save", "")) {
            assertThat(engine.cli("DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }

    @Test
    void redisLoadsTheEnginesSnapshot() throws Exception {
        String digest;
        try (var engine = RunningEngine.start(master, "--save", "")) {
            fill(engine.port(), "a:");
            digest = engine.cli("DEBUG", "DIGEST");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
        }
        try (var redis = RealRedis.start(master)) {
            assertThat(redis.cli("DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }
}
