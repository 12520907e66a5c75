package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.RestoreParams;

/// What DUMP answers here is restored by redis-server, and the other way round.
class DumpRestoreTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;
    @TempDir private Path replicas;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// Values in each encoding that redis-server has for them.
    private static void fill(Jedis jedis) {
        jedis.set("text", "some text");
        jedis.set("empty", "");
        jedis.set("number", "12345");
        jedis.set("negative", "-7");
        jedis.set("compressible", "x".repeat(10_000));
        jedis.set("binary", "\0\r\n\u00ff\u0080");
        jedis.rpush("list", "a", "1", "-300", "x".repeat(100));
        for (int i = 0; i < 600; i++) {
            jedis.rpush("long list", "element " + i, "y".repeat(i));
            jedis.sadd("long set", "member " + i);
            jedis.sadd("numbers", Integer.toString(i * 1000));
            jedis.hset("long hash", "field " + i, "value " + i);
        }
        jedis.sadd("set", "a", "b", "c");
        jedis.sadd("few numbers", "1", "70000", "5000000000");
        jedis.hset("hash", "f", "1");
        jedis.hset("hash", "g", "text");
    }

    private static void copyAll(Jedis from, Jedis to) {
        for (String key : from.keys("*")) {
            assertThat(to.restore(key, 0, from.dump(key))).isEqualTo("OK");
        }
    }

    private static String digest(Jedis jedis) {
        return String.valueOf(Answers.to(jedis, "DEBUG", "DIGEST"));
    }

    @Test
    void everyTypeGoesInBothDirections() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            fill(there);
            for (int i = 0; i < 200; i++) {
                there.zadd("long ranking", i * 0.1, "member " + i);
            }
            there.zadd("ranking", 1.5, "a");
            there.zadd("ranking", Double.NEGATIVE_INFINITY, "b");
            copyAll(there, here);
            assertThat(digest(here)).isEqualTo(digest(there));
            String wanted = digest(there);
            there.flushAll();
            copyAll(here, there);
            assertThat(digest(there)).isEqualTo(wanted);
        }
    }

    @Test
    void damagedPayloadsAreRefusedWhereverTheyAreDamaged() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var here = Answers.client(engine.port())) {
            here.hset("h", "field", "value");
            byte[] payload = here.dump("h");
            for (int i = 0; i < payload.length; i++) {
                byte[] damaged = payload.clone();
                damaged[i] ^= 0x21;
                assertThatThrownBy(() -> here.restore("r", 0, damaged))
                        .as("byte %d", i)
                        .hasMessage("ERR DUMP payload version or checksum are wrong");
            }
            assertThat(here.exists("r")).isFalse();
        }
    }

    @Test
    void contentIsCheckedEvenWhereTheChecksumIsRight() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            for (String content : List.of("\u00ff", "\0", "\u0004\u0001\u0001a", "\u000f\u0001")) {
                byte[] payload = framed(content);
                for (Jedis jedis : List.of(there, here)) {
                    assertThatThrownBy(() -> jedis.restore("r", 0, payload))
                            .hasMessage("ERR Bad data format");
                }
            }
        }
    }

    /// With version and checksum, computed bit by bit.
    private static byte[] framed(String content) {
        byte[] text = (content + "\n\0").getBytes(StandardCharsets.ISO_8859_1);
        long checksum = 0;
        for (byte octet : text) {
            checksum ^= octet & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                checksum = (checksum >>> 1) ^ ((checksum & 1) * 0x95AC9329AC4BC9B5L);
            }
        }
        return ByteBuffer.allocate(text.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(text)
                .putLong(checksum)
                .array();
    }

    @Test
    void optionsMeanTheSame() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = redis.client();
                var here = Answers.client(engine.port())) {
            for (Jedis jedis : List.of(there, here)) {
                jedis.set("k", "v");
                byte[] payload = jedis.dump("k");
                assertThatThrownBy(() -> jedis.restore("k", 0, payload))
                        .hasMessage("BUSYKEY Target key name already exists.");
                var replacing = RestoreParams.restoreParams().replace();
                assertThat(jedis.restore("k", 100_000, payload, replacing)).isEqualTo("OK");
                assertThat(jedis.ttl("k")).isBetween(98L, 100L);
                var absolute = RestoreParams.restoreParams().absTtl().replace().idleTime(77);
                jedis.restore("k", 4_000_000_000_000L, payload, absolute);
                assertThat(jedis.pexpireTime("k")).isEqualTo(4_000_000_000_000L);
                assertThat(jedis.objectIdletime("k")).isBetween(77L, 79L);
                jedis.restore("k", 1, payload, RestoreParams.restoreParams().absTtl().replace());
                assertThat(jedis.exists("k")).isFalse();
                jedis.configSet("maxmemory-policy", "allkeys-lfu");
                jedis.restore("k", 0, payload, RestoreParams.restoreParams().frequency(99));
                assertThat(jedis.objectFreq("k")).isEqualTo(99);
            }
        }
    }

    @Test
    void aReplicaRestoresWhatItsMasterDid() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var replica = RealRedis.start(replicas);
                var here = Answers.client(engine.port());
                var there = replica.client()) {
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(engine.port()));
            here.set("k", "v");
            byte[] payload = here.dump("k");
            here.restore("with time", 50_000, payload);
            here.restore("k", 1, payload, RestoreParams.restoreParams().absTtl().replace());
            here.copy("with time", "copied", 2, false);
            here.set("moved", "m");
            here.move("moved", 1);
            Answers.to(here, "SWAPDB", "0", "1");
            here.set("last", "x");
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(there.exists("last")).isTrue());
            assertThat(digest(there)).isEqualTo(digest(here));
            assertThat(there.exists("moved")).isTrue();
            there.select(1);
            here.select(1);
            assertThat(there.pexpireTime("with time")).isEqualTo(here.pexpireTime("with time"));
        }
    }
}
