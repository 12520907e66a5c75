package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys whose time has passed, in what the engine sends to its replicas: the same words as
/// redis-server's.
class ExpiredKeysInStreamTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;
    private StreamDuel duel;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @BeforeEach
    void start() throws Exception {
        duel = new StreamDuel(ours, theirs);
    }

    @AfterEach
    void stop() throws Exception {
        duel.close();
    }

    /// Reads, writes and transactions each find a key whose time has passed, and say DEL first.
    @Test
    void keysWhoseTimeHasPassedAreDeletedInTheStreamWhenSomebodyMeetsThem() throws Exception {
        StreamDuel.assertSame(afterExpiry("GET k"), "GET");
        StreamDuel.assertSame(afterExpiry("APPEND k v"), "APPEND");
        StreamDuel.assertSame(afterExpiry("INCR k", "INCR k"), "INCR");
        StreamDuel.assertSame(afterExpiry("LPUSH k a"), "LPUSH");
        StreamDuel.assertSame(afterExpiry("DEL k"), "DEL");
        StreamDuel.assertSame(afterExpiry("EXPIRE k 100"), "EXPIRE");
        StreamDuel.assertSame(afterExpiry("PERSIST k"), "PERSIST");
        StreamDuel.assertSame(afterExpiry("RENAME k other"), "RENAME");
        StreamDuel.assertSame(afterExpiry("SET s 1", "COPY s k"), "COPY");
        StreamDuel.assertSame(afterExpiry("MULTI", "GET k", "SET x 1", "EXEC"), "EXEC");
        StreamDuel.assertSame(afterExpiry("MULTI", "GET k", "EXEC"), "EXEC of a read");
        StreamDuel.assertSame(afterExpiry("KEYS *"), "KEYS");
        StreamDuel.assertSame(afterExpiry("SCAN 0"), "SCAN");
        StreamDuel.assertSame(afterExpiry("SCAN 0 MATCH other*"), "SCAN for others");
        StreamDuel.assertSame(afterExpiry("SCAN 0 TYPE list"), "SCAN for another type");
        StreamDuel.assertSame(afterExpiry("RANDOMKEY"), "RANDOMKEY");
        StreamDuel.assertSame(afterExpiry("TYPE k", "TTL k", "OBJECT ENCODING k"), "TYPE");
    }

    /// SET and all that puts a value says DEL first, as if it had read the key; where there is no
    /// value to put, the key goes and nobody looks. (RESTORE ... REPLACE says DEL here only.)
    @Test
    void aNewValueInPlaceOfAnExpiredOneIsSentOnAfterItsDel() throws Exception {
        for (String command :
                List.of("SET k v", "SETEX k 100 v", "SET k v GET", "MSET k v l w", "GETSET k v")) {
            StreamDuel.assertSame(afterExpiry(command), command);
        }
        StreamDuel.assertSame(afterExpiry("SET s x", "BITOP NOT k s", "GET k"), "BITOP");
        StreamDuel.assertSame(afterExpiry("SADD a 1", "SUNIONSTORE k a b"), "SUNIONSTORE");
        StreamDuel.assertSame(afterExpiry("ZADD z 1 a", "ZUNIONSTORE k 1 z"), "ZUNIONSTORE");
        StreamDuel.assertSame(afterExpiry("ZADD z 1 a", "ZRANGESTORE k z 0 -1"), "ZRANGESTORE");
        StreamDuel.assertSame(afterExpiry("SET l 1", "RENAME l k"), "RENAME");
        StreamDuel.assertSame(afterExpiry("SET l 1", "COPY l k REPLACE"), "COPY");
        StreamDuel.assertSame(afterExpiry("RPUSH l a", "LMOVE l k LEFT RIGHT"), "LMOVE");

        for (String command :
                List.of(
                        "BITOP NOT k none",
                        "SINTERSTORE k a b",
                        "SDIFFSTORE k a b",
                        "ZINTERSTORE k 1 z",
                        "ZDIFFSTORE k 1 z",
                        "ZRANGESTORE k z 0 -1")) {
            StreamDuel.assertSame(afterExpiry(command, "EXISTS k"), command);
            StreamDuel.assertSame(afterExpiry("DEL k", command), command + " without a key");
        }
    }

    /// Which of several keys is met first lies in each server's order of keys.
    @Test
    void severalExpiredKeysThatNobodyNamedAreNoUnitButInATransaction() throws Exception {
        Streams scan = afterExpiry("SET s 1 PXAT 1", "SCAN 0 MATCH [sk] TYPE string");
        Streams transaction = afterExpiry("SET s 1 PXAT 1", "MULTI", "SCAN 0", "EXEC");
        Streams named = afterExpiry("SET s 1 PXAT 1", "EXISTS s k");

        assertThat(Streams.shapes(scan.engine())).isEqualTo(Streams.shapes(scan.redis()));
        assertThat(Streams.shapes(scan.engine())).endsWith("DEL 2", "DEL 2");
        assertThat(Streams.shapes(transaction.engine()))
                .isEqualTo(Streams.shapes(transaction.redis()));
        assertThat(Streams.shapes(transaction.engine()))
                .endsWith("MULTI 1", "DEL 2", "DEL 2", "EXEC 1");
        StreamDuel.assertSame(named, "EXISTS");
        assertThat(Streams.shapes(named.engine())).endsWith("MULTI 1", "DEL 2", "DEL 2", "EXEC 1");
    }

    /// The key's time is waited for with a command that looks at the time and at no key.
    private Streams afterExpiry(String... commands) throws IOException {
        duel.begin();
        for (Peer peer : duel.peers()) {
            long end = millis(peer) + 20;
            peer.ask("SET", "k", "5", "PXAT", Long.toString(end));
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> millis(peer) > end);
            for (String command : commands) {
                peer.ask(command.split(" "));
            }
        }
        return duel.end();
    }

    private static long millis(Peer peer) throws IOException {
        List<Reply> time = ReplyText.elements(peer.ask("TIME"));
        return Long.parseLong(number(time.get(0))) * 1000
                + Long.parseLong(number(time.get(1))) / 1000;
    }

    private static String number(Reply reply) {
        return ReplyText.of(reply).replace("\"", "");
    }
}
