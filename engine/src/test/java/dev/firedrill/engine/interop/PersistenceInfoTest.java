package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What INFO says of loading and rewriting is what redis-server says of the same files.
class PersistenceInfoTest {
    private static final List<String> LOADS =
            List.of("rdb_last_load_keys_loaded", "rdb_last_load_keys_expired");
    private static final String[] AS_MASTER = {"--save", ""};
    private static final String[] AS_REPLICA = {"--save", "", "--replicaof", "127.0.0.1 1"};

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static List<String> fields(int port, List<String> names) throws Exception {
        return RealRedis.cli(port, "INFO", "persistence")
                .lines()
                .map(String::strip)
                .filter(line -> names.contains(line.split(":", -1)[0]))
                .toList();
    }

    @Test
    void keysThatHadExpiredAreCountedWhereThisServerDecides() throws Exception {
        long expired = System.currentTimeMillis() + 700;
        try (var redis = RealRedis.start(theirs)) {
            redis.cli("DEBUG", "SET-ACTIVE-EXPIRE", "0");
            redis.cli("SET", "gone", "v", "PXAT", "" + expired);
            redis.cli("SET", "kept", "v");
            redis.cli("SET", "later", "v", "EX", "1000");
            redis.cli("SAVE");
        }
        Files.copy(theirs.resolve("dump.rdb"), ours.resolve("dump.rdb"));
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> System.currentTimeMillis() > expired);
        for (String[] role : List.of(AS_MASTER, AS_REPLICA)) {
            try (var redis = RealRedis.start(theirs, role);
                    var engine = RunningEngine.start(ours, role)) {
                assertThat(fields(engine.port(), LOADS))
                        .as(String.join(" ", role))
                        .hasSize(2)
                        .containsExactlyInAnyOrderElementsOf(fields(redis.port(), LOADS));
            }
        }
    }

    @Test
    void aRewriteAndTheLoadingOfItsBaseAreCounted() throws Exception {
        var counted =
                List.of(
                        "aof_rewrites",
                        "aof_rewrites_consecutive_failures",
                        "aof_last_bgrewrite_status",
                        "aof_rewrite_in_progress",
                        "aof_enabled");
        String[] log = {"--save", "", "--appendonly", "yes"};
        try (var redis = RealRedis.start(theirs, log);
                var engine = RunningEngine.start(ours, log)) {
            for (int port : List.of(redis.port(), engine.port())) {
                RealRedis.cli(port, "SET", "k", "v");
                RealRedis.cli(port, "BGREWRITEAOF");
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() ->
                                fields(port, List.of("aof_rewrites", "aof_rewrite_in_progress"))
                                                .contains("aof_rewrite_in_progress:0")
                                        && !fields(port, counted).contains("aof_rewrites:0"));
            }
            assertThat(fields(engine.port(), counted))
                    .hasSize(5)
                    .containsExactlyInAnyOrderElementsOf(fields(redis.port(), counted));
        }
        try (var redis = RealRedis.start(theirs, log);
                var engine = RunningEngine.start(ours, log)) {
            assertThat(fields(engine.port(), LOADS))
                    .hasSize(2)
                    .containsExactlyInAnyOrderElementsOf(fields(redis.port(), LOADS));
        }
    }
}
