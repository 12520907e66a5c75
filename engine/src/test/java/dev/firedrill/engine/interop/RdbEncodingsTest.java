package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/// Snapshots of redis-server 7.0 in every encoding that its settings lead to, loaded by the engine
/// and written by it for redis-server again; and what is refused, by name.
class RdbEncodingsTest {
    @TempDir Path folder;

    @BeforeEach
    void redis() {
        RealRedis.assumeInstalled();
    }

    private static void fill(Jedis client, Prng prng) {
        String[] texts = {
            "",
            "0",
            "-1",
            "127",
            "128",
            "-32769",
            "2147483648",
            "-9223372036854775808",
            "007",
            "1e5",
            "x".repeat(63),
            "y".repeat(64),
            "z".repeat(5_000),
            "abc".repeat(10_000),
            "\u0000\r\n\""
        };
        for (int i = 0; i < texts.length; i++) {
            client.set("text" + i, texts[i]);
        }
        for (int size : new int[] {1, 3, 40, 130, 700}) {
            for (int i = 0; i < size; i++) {
                String text = texts[prng.nextInt(texts.length)];
                client.rpush("list" + size, text);
                client.rpush("numbers" + size, Long.toString(prng.nextLong() >> prng.nextInt(64)));
                client.hset("hash" + size, "field" + i, text);
                client.sadd("set" + size, "member" + i);
                client.sadd("ints" + size, Integer.toString(i * 1000 * size));
                client.zadd("scores" + size, prng.nextDouble() * 1e6 - 5e5, "member" + i);
                client.zadd("ranks" + size, i, "" + i);
            }
        }
        client.sadd("longs", "9223372036854775807", "-9223372036854775808", "1");
        client.zadd("infinite", Double.POSITIVE_INFINITY, "up");
        client.zadd("infinite", Double.NEGATIVE_INFINITY, "down");
        client.zadd("infinite", 0.1, "between");
        client.pexpireAt("text1", 4_000_000_000_123L);
        client.select(9);
        client.set("elsewhere", "1");
        client.expire("elsewhere", 100_000);
    }

    /// Packed whole, packed small, and as tables; compressed lists and strings or plain ones.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "512 64 128 64 512 -2 0 yes",
                "0 0 0 0 0 1 0 no",
                "4 8 4 8 4 3 1 yes",
                "100000 100000 100000 100000 100000 -5 2 yes"
            })
    void everyEncodingIsLoadedAndWhatIsWrittenIsLoadedByRedis(String settings) throws Exception {
        String[] words = settings.split(" ", -1);
        String digest;
        try (var redis =
                        RealRedis.start(
                                folder,
                                "--hash-max-listpack-entries",
                                words[0],
                                "--hash-max-listpack-value",
                                words[1],
                                "--zset-max-listpack-entries",
                                words[2],
                                "--zset-max-listpack-value",
                                words[3],
                                "--set-max-intset-entries",
                                words[4],
                                "--list-max-listpack-size",
                                words[5],
                                "--list-compress-depth",
                                words[6],
                                "--rdbcompression",
                                words[7]);
                var client = redis.client()) {
            fill(client, new Prng(settings.hashCode()));
            digest = redis.cli("DEBUG", "DIGEST");
            assertThat(client.save()).isEqualTo("OK");
        }
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            assertThat(engine.cli("DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(engine.cli("PEXPIRETIME", "text1")).isEqualTo("4000000000123");
            assertThat(engine.cli("SAVE")).isEqualTo("OK");
        }
        try (var redis = RealRedis.start(folder)) {
            assertThat(redis.cli("DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }

    /// A kind of data that the engine does not have must not be left out silently.
    @Test
    void whatIsNotSupportedIsRefusedByNameAndKey() throws Exception {
        var refused =
                List.of(
                        List.of("XADD", "events", "*", "f", "v"),
                        List.of(
                                "FUNCTION",
                                "LOAD",
                                "#!lua name=lib\nredis.register_function('f', function() end)"));
        var named = List.of("the key 'events' holds a stream", "function library");
        for (int i = 0; i < refused.size(); i++) {
            Path own = Files.createDirectory(folder.resolve("own" + i));
            try (var redis = RealRedis.start(own)) {
                redis.cli(refused.get(i).toArray(String[]::new));
                assertThat(redis.cli("SAVE")).isEqualTo("OK");
            }
            Path log = own.resolve("engine.log");
            Path conf = Files.writeString(own.resolve("redis.conf"), "dir " + own + "\n");
            try (var engine = ServerProcess.start(conf, log)) {
                engine.awaitEnd();
            }
            assertThat(Files.readString(log)).contains(named.get(i)).contains("not supported");
        }
    }
}
