package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Append-only logs that the engine and redis-server 7.0 take over from each other.
class AofWithRedisTest {
    private static final String DIGEST = "DIGEST";

    @TempDir Path folder;

    @BeforeEach
    void redis() {
        RealRedis.assumeInstalled();
    }

    private Path log(String name) {
        return folder.resolve("appendonlydir").resolve(name);
    }

    private static void write(int port, String prefix) throws Exception {
        for (int i = 0; i < 20; i++) {
            RealRedis.cli(port, "SET", prefix + "text" + i, "value" + i);
            RealRedis.cli(port, "RPUSH", prefix + "list", "element" + i);
        }
        RealRedis.cli(port, "SET", prefix + "expires", "x", "EX", "100000");
    }

    private static void rewritten(int port) throws Exception {
        RealRedis.cli(port, "BGREWRITEAOF");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> {
                    String info = RealRedis.cli(port, "INFO", "persistence");
                    return info.contains("aof_rewrite_in_progress:0")
                            && info.contains("aof_rewrite_scheduled:0");
                });
    }

    /// Each goes on in the increment of the other: batches with a checksum and commands without one
    /// stand in the same file.
    @Test
    void theLogGoesBackAndForth() throws Exception {
        String digest;
        try (var engine = RunningEngine.start(folder, "--save", "", "--appendonly", "yes")) {
            write(engine.port(), "a:");
            digest = engine.cli("DEBUG", DIGEST);
            engine.terminate();
        }
        assertThat(RealRedis.run(List.of("redis-check-aof", log("appendonly.aof.manifest") + "")))
                .endsWith("All AOF files and manifest are valid");
        for (int round = 0; round < 2; round++) {
            try (var redis =
                    RealRedis.start(
                            folder, "--appendonly", "yes", "--aof-timestamp-enabled", "yes")) {
                assertThat(redis.cli("DEBUG", DIGEST)).isEqualTo(digest);
                write(redis.port(), "r" + round + ":");
                if (round == 1) {
                    rewritten(redis.port());
                }
                digest = redis.cli("DEBUG", DIGEST);
                redis.cli("SHUTDOWN");
            }
            try (var engine =
                    RunningEngine.start(
                            folder,
                            "--save",
                            "",
                            "--appendonly",
                            "yes",
                            "--aof-timestamp-enabled",
                            "yes")) {
                assertThat(engine.cli("DEBUG", DIGEST)).isEqualTo(digest);
                write(engine.port(), "e" + round + ":");
                digest = engine.cli("DEBUG", DIGEST);
                engine.terminate();
            }
        }
        // Manifest, base, increment: what the rewrite replaced is deleted.
        assertThat(folder.resolve("appendonlydir").toFile().list()).hasSize(3);
    }

    /// Redis writes its log as it would with `aof-use-rdb-preamble no`: commands alone.
    @Test
    void aBaseOfCommandsIsLoaded() throws Exception {
        String digest;
        try (var redis =
                RealRedis.start(folder, "--appendonly", "yes", "--aof-use-rdb-preamble", "no")) {
            write(redis.port(), "a:");
            rewritten(redis.port());
            write(redis.port(), "b:");
            digest = redis.cli("DEBUG", DIGEST);
            redis.cli("SHUTDOWN");
        }
        try (var engine = RunningEngine.start(folder, "--save", "", "--appendonly", "yes")) {
            assertThat(engine.cli("DEBUG", DIGEST)).isEqualTo(digest);
        }
    }

    private static void writeEveryType(int port) throws Exception {
        var elements = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            elements.add(Integer.toString(i));
        }
        for (String command : List.of("RPUSH", "SADD")) {
            var words = new ArrayList<>(List.of(command, command + ":key"));
            words.addAll(elements);
            RealRedis.cli(port, words.toArray(String[]::new));
        }
        for (int i = 0; i < 130; i++) {
            RealRedis.cli(port, "HSET", "hash", "field" + i, "value\r\n" + i);
            RealRedis.cli(port, "ZADD", "zset", i / 7.0 - 3 + "", "member" + i);
        }
        RealRedis.cli(port, "ZADD", "ends", "-inf", "a", "inf", "b", "1e300", "c", "-0", "d");
        RealRedis.cli(port, "SETBIT", "binary", "100", "1");
        RealRedis.cli(port, "SET", "", "");
        // Longer than what one batch of a base of commands takes.
        RealRedis.cli(port, "SETRANGE", "long", "300000", "the end");
        RealRedis.cli(port, "PEXPIRE", "long", "100000000");
        RealRedis.cli(port, "PEXPIRE", "hash", "100000000");
        RealRedis.cli(port, "-n", "3", "SET", "there", "x", "EX", "100000");
    }

    /// Data that the engine does not have must not be left out silently. (What GEOADD stores is a
    /// sorted set, and in the log as such.)
    @Test
    void whatIsNotSupportedIsRefusedByNameAndKey() throws Exception {
        var commands =
                List.of(
                        "XADD events * f v",
                        "XGROUP CREATE events group $ MKSTREAM",
                        "PFADD visitors a b",
                        "SORT some STORE events");
        for (int i = 0; i < commands.size(); i++) {
            String[] words = commands.get(i).split(" ", -1);
            Path own = Files.createDirectory(folder.resolve("own" + i));
            try (var redis = RealRedis.start(own, "--appendonly", "yes")) {
                redis.cli("RPUSH", "some", "2", "1");
                redis.cli(words);
                redis.cli("SHUTDOWN");
            }
            var ended = RunningEngine.endsAtStart(own, "--save", "", "--appendonly", "yes");
            assertThat(ended.exitCode()).as(commands.get(i)).isEqualTo(1);
            String key = List.of("events", "events", "visitors", "some").get(i);
            assertThat(ended.log())
                    .anyMatch(line ->
                            line.contains("appendonly.aof.1.incr.aof at offset ")
                                    && line.contains(
                                            "command '%s' is not supported by this server"
                                                    .formatted(words[0].toLowerCase(Locale.ROOT)))
                                    && line.contains("(the key '" + key + "')"));
        }
    }

    /// With `aof-use-rdb-preamble no` the base is commands: as redis-server names and reads it.
    @Test
    void aBaseIsWrittenAsCommandsWhereThatIsWanted() throws Exception {
        String[] options = {"--save", "", "--appendonly", "yes", "--aof-use-rdb-preamble", "no"};
        String digest;
        try (var engine = RunningEngine.start(folder, options)) {
            assertThat(log("appendonly.aof.1.base.aof")).exists();
            writeEveryType(engine.port());
            write(engine.port(), "a:");
            rewritten(engine.port());
            write(engine.port(), "b:");
            digest = engine.cli("DEBUG", DIGEST);
            engine.terminate();
        }
        assertThat(Files.readString(log("appendonly.aof.manifest")))
                .isEqualTo(
                        "file appendonly.aof.2.base.aof seq 2 type b\n"
                                + "file appendonly.aof.2.incr.aof seq 2 type i\n");
        assertThat(RealRedis.run(List.of("redis-check-aof", log("appendonly.aof.manifest") + "")))
                .endsWith("All AOF files and manifest are valid");
        try (var engine = RunningEngine.start(folder, options)) {
            assertThat(engine.cli("DEBUG", DIGEST)).isEqualTo(digest);
            engine.terminate();
        }
        try (var redis = RealRedis.start(folder, "--appendonly", "yes")) {
            assertThat(redis.cli("DEBUG", DIGEST)).isEqualTo(digest);
        }
    }

    /// One file of Redis before 7: a snapshot with commands behind it.
    @Test
    void theOneFileOfAnOlderRedisIsTakenOver() throws Exception {
        String digest;
        try (var redis = RealRedis.start(folder, "--appendonly", "yes")) {
            write(redis.port(), "a:");
            rewritten(redis.port());
            write(redis.port(), "b:");
            digest = redis.cli("DEBUG", DIGEST);
            redis.cli("SHUTDOWN");
        }
        Path old = folder.resolve("appendonly.aof");
        Files.write(old, Files.readAllBytes(log("appendonly.aof.2.base.rdb")));
        Files.write(
                old,
                Files.readAllBytes(log("appendonly.aof.2.incr.aof")),
                StandardOpenOption.APPEND);
        try (var files = Files.list(folder.resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        for (int start = 0; start < 2; start++) {
            try (var engine = RunningEngine.start(folder, "--save", "", "--appendonly", "yes")) {
                assertThat(engine.cli("DEBUG", DIGEST)).isEqualTo(digest);
                assertThat(engine.log())
                        .filteredOn(line -> line.startsWith("Successfully migrated an old-style"))
                        .hasSize(1 - start);
                engine.terminate();
            }
        }
        assertThat(old).doesNotExist();
        assertThat(Files.readString(log("appendonly.aof.manifest")))
                .isEqualTo(
                        "file appendonly.aof seq 1 type b\n"
                                + "file appendonly.aof.1.incr.aof seq 1 type i\n");
        try (var redis = RealRedis.start(folder, "--appendonly", "yes")) {
            assertThat(redis.cli("DEBUG", DIGEST)).isEqualTo(digest);
        }
    }

    /// A rewrite without a log makes a base alone, as redis-server does, and no log.
    @Test
    void aRewriteWithoutALogMakesABaseAlone() throws Exception {
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            write(engine.port(), "a:");
            rewritten(engine.port());
            assertThat(Files.readString(log("appendonly.aof.manifest")))
                    .isEqualTo("file appendonly.aof.1.base.rdb seq 1 type b\n");
            assertThat(engine.cli("INFO", "persistence")).contains("aof_enabled:0");
            String digest = engine.cli("DEBUG", DIGEST);
            engine.terminate();
            try (var redis = RealRedis.start(folder, "--appendonly", "yes")) {
                assertThat(redis.cli("DEBUG", DIGEST)).isEqualTo(digest);
            }
        }
    }
}
