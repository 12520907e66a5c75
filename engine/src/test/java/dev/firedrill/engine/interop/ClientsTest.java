package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/// Clients that were not written for this engine: Jedis, redis-cli, redis-benchmark, and bytes that
/// no client would send.
class ClientsTest {
    @TempDir private Path folder;

    @Test
    void jedisUsesEveryFamilyOfCommands() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(folder, "--save", "");
                var jedis = Answers.client(engine.port())) {
            assertThat(jedis.set("k", "v", new SetParams().nx().ex(100))).isEqualTo("OK");
            assertThat(jedis.set("k", "w", new SetParams().nx())).isNull();
            assertThat(jedis.ttl("k")).isBetween(99L, 100L);
            assertThat(jedis.incrBy("n", 41)).isEqualTo(41);
            jedis.rpush("l", "a", "b", "c");
            assertThat(jedis.lrange("l", 0, -1)).containsExactly("a", "b", "c");
            jedis.hset("h", "f", "1");
            assertThat(jedis.hincrBy("h", "f", 2)).isEqualTo(3);
            assertThat(jedis.hgetAll("h")).containsEntry("f", "3");
            jedis.sadd("s", "x", "y");
            assertThat(jedis.smembers("s")).containsExactlyInAnyOrder("x", "y");
            assertThat(jedis.scan("0").getResult()).hasSize(5);
            var transaction = jedis.multi();
            transaction.incr("n");
            transaction.get("k");
            assertThat(transaction.exec()).isEqualTo(List.of(42L, "v"));
            assertThatThrownBy(() -> jedis.incr("l"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("WRONGTYPE");
        }
    }

    @Test
    void aWatchedKeyThatChangesDiscardsTheTransaction() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(folder, "--save", "");
                var one = Answers.client(engine.port());
                var other = Answers.client(engine.port())) {
            one.watch("k");
            var transaction = one.multi();
            transaction.set("k", "one");
            other.set("k", "other");
            assertThat(transaction.exec()).isNull();
            assertThat(one.get("k")).isEqualTo("other");
        }
    }

    @Test
    void redisBenchmarkAndCliWork() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            String printed =
                    RealRedis.run(
                            List.of(
                                    "redis-benchmark",
                                    "-p",
                                    Integer.toString(engine.port()),
                                    "-n",
                                    "2000",
                                    "-P",
                                    "16",
                                    "-t",
                                    "ping,set,get,incr,lpush,rpop,sadd,hset,mset",
                                    "--csv"));
            assertThat(printed.lines().count()).as(printed).isGreaterThanOrEqualTo(9);
            assertThat(engine.cli("nonsense", "x"))
                    .startsWith("ERR unknown command 'nonsense', with args beginning with: 'x'");
            assertThat(engine.cli("GET")).contains("wrong number of arguments for 'get' command");
            assertThat(engine.cli("HELLO", "3")).contains("proto");
        }
    }

    @Test
    void bytesThatAreNoProtocolAreRefusedAndTheConnectionEnds() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            assertThat(answerTo(engine.port(), "*1\r\n+PING\r\n*1\r\n$7\r\nFLUSHDB\r\n"))
                    .isEqualTo("-ERR Protocol error: expected '$', got '+'\r\n");
            assertThat(answerTo(engine.port(), "*2147483648\r\n"))
                    .isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
            assertThat(answerTo(engine.port(), "*1\r\n$-5\r\n"))
                    .isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
            assertThat(answerTo(engine.port(), "SET \"k\r\n"))
                    .isEqualTo("-ERR Protocol error: unbalanced quotes in request\r\n");
        }
    }

    /// Everything that comes back until the server closes.
    private static String answerTo(int port, String bytes) throws Exception {
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aConfigurationIsSetAtOnceOrNotAtAll() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            assertThat(engine.cli("CONFIG", "SET", "maxmemory", "100mb", "hz", "abc"))
                    .contains("CONFIG SET failed (possibly related to argument 'hz')");
            assertThat(engine.cli("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n0");
            assertThat(engine.cli("CONFIG", "SET", "databases", "1")).contains("immutable");
            assertThat(engine.cli("CONFIG", "REWRITE"))
                    .contains("The server is running without a config file");
        }
    }
}
