package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/// What tests of replication ask of a server, the engine or redis-server alike, by its port.
final class Peers {
    private Peers() {}

    static String cli(int port, String... words) {
        try {
            return RealRedis.cli(port, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A field of INFO; empty when it is not there.
    static String info(int port, String field) {
        return cli(port, "INFO", "everything")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    static String digest(int port) {
        return cli(port, "DEBUG", "DIGEST");
    }

    static void awaitEqual(Callable<String> seen, String wanted) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(seen.call()).isEqualTo(wanted));
    }

    static void awaitLink(int replica) {
        awaitEqual(() -> info(replica, "master_link_status"), "up");
    }

    /// Some of each type, with expiries and a transaction, in one database.
    static void fill(int port, int database, String prefix) {
        try (var client = new Jedis("127.0.0.1", port, 20_000)) {
            client.select(database);
            Pipeline pipeline = client.pipelined();
            for (int i = 0; i < 20; i++) {
                pipeline.set(prefix + "string" + i, "value " + i, SetParams.setParams().ex(10_000));
                pipeline.rpush(prefix + "list", "element " + i, "" + i);
                pipeline.sadd(prefix + "set", "member " + i);
                pipeline.hset(prefix + "hash", "field" + i, "x".repeat(10 * i));
                pipeline.incr(prefix + "counter");
            }
            pipeline.spop(prefix + "set");
            pipeline.set(prefix + "large", "y".repeat(100_000));
            pipeline.sync();
            var transaction = client.multi();
            transaction.incr(prefix + "counter");
            transaction.rpush(prefix + "list", "last");
            transaction.exec();
        }
    }

    /// What is written at one reaches the other: the same data at the same offset.
    static void assertReplicates(int from, int to) {
        awaitLink(to);
        fill(from, 0, "later:");
        awaitSame(from, to);
    }

    /// Both are asked each time: a key may expire, and a master sends pings, while we wait.
    static void awaitSame(int one, int other) {
        awaitSame(one, other, Peers::digest);
    }

    private static void awaitSame(int one, int other, IntFunction<String> seen) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(seen.apply(other)).isEqualTo(seen.apply(one)));
    }

    static void awaitSameOffset(int one, int other) {
        awaitSame(one, other, port -> info(port, "master_repl_offset"));
    }

    static String port(int port) {
        return Integer.toString(port);
    }
}
