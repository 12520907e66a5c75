package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compression and checksum as the directives say, in files of both servers for both; and a real
/// file of redis-server, damaged at each of its bytes.
class RdbDirectivesWithRedisTest {
    @TempDir Path folder;

    @BeforeEach
    void redis() {
        RealRedis.assumeInstalled();
    }

    private Path file() {
        return folder.resolve("dump.rdb");
    }

    @Test
    void whatTheEngineCompressesRedisReads() throws Exception {
        String digest;
        long plain;
        long compressed;
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            for (int i = 0; i < 50; i++) {
                engine.cli("SET", "text" + i, ("some words " + i + " ").repeat(1 + i * i));
                engine.cli("RPUSH", "list", "abc" + "x".repeat(i), "y".repeat(i * 40));
            }
            digest = engine.cli("DEBUG", "DIGEST");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
            compressed = Files.size(file());
            assertThat(engine.cli("CONFIG", "SET", "rdbcompression", "no")).isEqualTo("OK");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
            plain = Files.size(file());
            assertThat(engine.cli("CONFIG", "SET", "rdbcompression", "yes")).isEqualTo("OK");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
            assertThat(engine.log()).noneMatch(line -> line.contains("no effect"));
        }
        try (var redis = RealRedis.start(folder)) {
            assertThat(redis.cli("DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(redis.cli("SAVE")).isEqualTo("OK");
        }
        long ofRedis = Files.size(file());
        assertThat(plain).isGreaterThan(10 * compressed);
        assertThat(compressed).isBetween(ofRedis / 2, ofRedis * 2);
    }

    /// A directive for tests, of which CONFIG GET says nothing unless it is named in full.
    @Test
    void aSaveWaitsAfterEachKey() throws Exception {
        Path ours = Files.createDirectory(folder.resolve("ours"));
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            for (String command :
                    List.of(
                            "CONFIG GET rdb-key-save-delay",
                            "CONFIG GET rdb-key-save-dela?",
                            "CONFIG SET rdb-key-save-delay x",
                            "CONFIG SET rdb-key-save-delay 2147483648",
                            "CONFIG SET rdb-key-save-delay -5",
                            "DEBUG POPULATE 4",
                            "SAVE",
                            "CONFIG SET rdb-key-save-delay 200000",
                            "CONFIG GET rdb-key-save-delay")) {
                assertThat(engine.cli(command.split(" ")))
                        .as(command)
                        .isEqualTo(redis.cli(command.split(" ")));
            }
            for (int port : new int[] {engine.port(), redis.port()}) {
                long beganNanos = System.nanoTime();
                assertThat(Peers.cli(port, "SAVE")).isEqualTo("OK");
                assertThat(System.nanoTime() - beganNanos).isGreaterThan(3 * 200_000_000L);
            }
        }
    }

    @Test
    void theMostRepetitiveValueThatRedisCanWriteIsRead() throws Exception {
        int length = 100 * 1024 * 1024;
        try (var redis = RealRedis.start(folder)) {
            redis.cli("SETRANGE", "zeros", Integer.toString(length - 1), "\u0001");
            redis.cli("SETRANGE", "zeros", Integer.toString(length - 1), "0");
            assertThat(redis.cli("SAVE")).isEqualTo("OK");
        }
        assertThat(length / Files.size(file())).isBetween(80L, 88L);
        long[] read = new long[1];
        byte[] bytes = Files.readAllBytes(file());
        EntrySink sink =
                (_, _, value, _) ->
                        read[0] +=
                                ((dev.firedrill.engine.keyspace.Value.Text) value).bytes().length;
        var reader = new RdbReader(16, sink);
        for (int at = 0; at < bytes.length; at += 100_000) {
            reader.feed(bytes, at, Math.min(100_000, bytes.length - at));
        }
        assertThat(reader.progress()).isInstanceOf(RdbProgress.Complete.class);
        assertThat(read[0]).isEqualTo(length);
    }

    @Test
    void withoutChecksumTheFileEndsWithZerosAndAWrongOneIsTaken() throws Exception {
        try (var engine = RunningEngine.start(folder, "--save", "", "--rdbchecksum", "no")) {
            engine.cli("SET", "key", "value");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
        }
        byte[] bytes = Files.readAllBytes(file());
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length))
                .isEqualTo(new byte[8]);
        try (var redis = RealRedis.start(folder, "--rdbchecksum", "no")) {
            assertThat(redis.cli("GET", "key")).isEqualTo("value");
        }
        bytes[bytes.length - 1] = 1;
        Files.write(file(), bytes);
        try (var engine = RunningEngine.start(folder, "--save", "", "--rdbchecksum", "no")) {
            assertThat(engine.cli("GET", "key")).isEqualTo("value");
        }
        try (var redis = RealRedis.start(folder, "--rdbchecksum", "no")) {
            assertThat(redis.cli("GET", "key")).isEqualTo("value");
        }
        var reader = new RdbReader(16, (_, _, _, _) -> {});
        reader.feed(bytes, 0, bytes.length);
        assertThat(reader.progress().toString()).contains("Wrong RDB checksum");
    }

    @Test
    void aFileOfRedisWithAnyByteChangedOrCutIsRefused() throws Exception {
        try (var redis = RealRedis.start(folder)) {
            redis.cli("SET", "text", "value", "EX", "100000");
            redis.cli("SET", "long", "abc".repeat(100));
            redis.cli("RPUSH", "list", "a", "12", "70000", "x".repeat(70));
            redis.cli("HSET", "hash", "f", "v", "g", "1");
            redis.cli("SADD", "ints", "1", "2", "70000");
            redis.cli("SADD", "set", "a", "b");
            redis.cli("ZADD", "scores", "1.5", "a", "2", "b");
            assertThat(redis.cli("SAVE")).isEqualTo("OK");
        }
        byte[] file = Files.readAllBytes(file());
        int keys = 7;
        for (int at = 0; at < file.length; at++) {
            byte[] damaged = file.clone();
            for (int change = 1; change < 256; change++) {
                damaged[at] = (byte) (file[at] ^ change);
                assertThat(progress(damaged, file.length))
                        .as("byte %d changed by %02x", at, change)
                        .isNotInstanceOf(RdbProgress.Complete.class);
            }
            assertThat(progress(file, at)).isEqualTo(new RdbProgress.Incomplete(at));
        }
        assertThat(progress(file, file.length))
                .isInstanceOfSatisfying(
                        RdbProgress.Complete.class,
                        complete -> assertThat(complete.entries()).isEqualTo(keys));
    }

    private static RdbProgress progress(byte[] file, int length) {
        var reader = new RdbReader(16, (_, _, _, _) -> {});
        reader.feed(file, 0, length);
        return reader.progress();
    }
}
