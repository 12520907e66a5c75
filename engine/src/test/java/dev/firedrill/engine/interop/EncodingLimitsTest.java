package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OBJECT ENCODING follows `set-max-intset-entries`, `hash-max-listpack-*` and
/// `zset-max-listpack-*` as in redis-server, whatever they are set to and whenever. A list is a
/// `quicklist` under any limit. One seed again: `-Dfiredrill.encodings.seed=`, longer:
/// `-Dfiredrill.encodings.commands=`.
class EncodingLimitsTest {
    private static final int COMMANDS = Integer.getInteger("firedrill.encodings.commands", 800);
    private static final List<String> TYPES = List.of("s", "h", "z", "l");

    private static final List<String> WORDS =
            List.of(
                    "1 2 3 4 -5 10000 a bb ccc xxxxx yyyyyyyyy 07 -0 9223372036854775807"
                            .concat(" 9223372036854775808")
                            .split(" ", -1));

    private static final List<String> DIRECTIVES =
            List.of(
                    "set-max-intset-entries",
                    "hash-max-listpack-entries",
                    "hash-max-ziplist-entries",
                    "hash-max-listpack-value",
                    "hash-max-ziplist-value",
                    "zset-max-listpack-entries",
                    "zset-max-ziplist-entries",
                    "zset-max-listpack-value",
                    "zset-max-ziplist-value",
                    "list-max-listpack-size",
                    "list-max-ziplist-size");

    /// `t0` to `t2` are keys of any type, `s`, `h`, `z` and `l` with a digit keys of their own.
    private static final List<String> TEMPLATES =
            List.of(
                    "SADD s w w w",
                    "SREM s w w",
                    "SMOVE s s w",
                    "SUNIONSTORE s s s",
                    "SINTERSTORE s s s",
                    "HSET h w w w w",
                    "HSETNX h w w",
                    "HDEL h w w",
                    "HINCRBY h w 123456",
                    "HINCRBYFLOAT h w 1.25",
                    "ZADD z 1 w -0 w",
                    "ZADD z XX 3 w",
                    "ZADD z INCR 1 w",
                    "ZREM z w",
                    "ZINCRBY z 1 w",
                    "ZUNIONSTORE z 2 z s",
                    "ZINTERSTORE z 2 z z",
                    "ZDIFFSTORE z 2 z z",
                    "ZRANGESTORE z z 0 -1",
                    "ZPOPMIN z",
                    "RPUSH l w w w w",
                    "LPUSHX l w",
                    "LPOP l 2",
                    "LSET l 0 w",
                    "LREM l 0 w",
                    "LINSERT l BEFORE w w",
                    "LTRIM l 1 3",
                    "LMOVE l l LEFT RIGHT",
                    "COPY k other REPLACE",
                    "RENAME k other",
                    "MOVE k 1",
                    "DEL k");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static <T> T one(Prng prng, List<T> of) {
        return of.get(prng.nextInt(of.size()));
    }

    private static List<String> command(Prng prng) {
        if (prng.nextInt(20) == 0) {
            String limit = one(prng, List.of("0", "1", "2", "3", "4", "8", "9223372036854775807"));
            return List.of("CONFIG", "SET", one(prng, DIRECTIVES), limit);
        }
        String type = one(prng, TYPES);
        var command = new ArrayList<String>();
        for (String word : one(prng, TEMPLATES).split(" ", -1)) {
            command.add(
                    switch (word) {
                        case "w" -> one(prng, WORDS);
                        case "s", "h", "z", "l" -> word + prng.nextInt(3);
                        case "k" -> type + prng.nextInt(2);
                        case "other" -> type + 2;
                        default -> word;
                    });
        }
        return command;
    }

    private static List<String> encodings(Peer peer) throws Exception {
        var found = new ArrayList<String>();
        for (String type : TYPES) {
            for (int i = 0; i < 3; i++) {
                String key = type + i;
                found.add(key + " " + ReplyText.of(peer.ask("OBJECT", "ENCODING", key)));
            }
        }
        return found;
    }

    private interface Duel {
        void fight(Peer here, Peer there) throws Exception;
    }

    private void duel(Duel duel) throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            duel.fight(here, there);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyCommandsUnderAnyLimitsLeaveTheSameEncodings(long seed) throws Exception {
        long wanted = Long.getLong("firedrill.encodings.seed", seed);
        duel((here, there) -> {
            var prng = new Prng(wanted);
            for (int i = 0; i < COMMANDS; i++) {
                List<String> command = command(prng);
                String what =
                        "%s; again with -Dfiredrill.encodings.seed=%d"
                                .formatted(ReplyText.command(command), wanted);
                assertThat(ReplyText.of(here.ask(command)))
                        .as(what)
                        .isEqualTo(ReplyText.of(there.ask(command)));
                assertThat(encodings(here)).as(what).isEqualTo(encodings(there));
            }
        });
    }

    /// What is smaller than a limit when it is lowered stays as it is until it is written to, and
    /// what has grown out of its piece stays out, but for a restart.
    @Test
    void limitsCountWhenSomethingIsWrittenOrLoaded() throws Exception {
        duel((here, there) -> {
            for (String line :
                    """
                    CONFIG SET zset-max-listpack-entries 0
                    ZADD z0 1 a
                    CONFIG SET hash-max-listpack-entries 0
                    HSET h0 a 1
                    CONFIG SET set-max-intset-entries 0
                    SADD s0 1
                    CONFIG SET zset-max-listpack-entries 3 set-max-intset-entries 3
                    CONFIG SET hash-max-listpack-entries 3
                    ZADD z1 1 a 2 b
                    HSET h1 a 1 b 2
                    SADD s1 1 2
                    CONFIG SET zset-max-listpack-entries 1 set-max-intset-entries 1
                    CONFIG SET hash-max-listpack-entries 1
                    ZADD z1 5 a
                    SADD s1 1
                    HSET h1 a 1
                    SADD s1 3
                    ZADD z1 1 c
                    SADD s2 1 2 3 4 5 6 7 8 9 10 11
                    SPOP s2 10
                    CONFIG SET zset-max-listpack-entries 128 set-max-intset-entries 512
                    CONFIG SET hash-max-listpack-entries 512
                    DEBUG RELOAD
                    CONFIG SET zset-max-listpack-entries -1
                    CONFIG SET hash-max-listpack-value 1
                    HSET h2 a 1 b 22\
                    """
                            .lines()
                            .toList()) {
                List<String> command = List.of(line.strip().split(" ", -1));
                String answer = ReplyText.of(here.ask(command));
                String wanted = ReplyText.of(there.ask(command));
                if (!line.startsWith("SPOP")) {
                    assertThat(answer).as(line).isEqualTo(wanted);
                }
                assertThat(encodings(here)).as(line).isEqualTo(encodings(there));
            }
        });
    }

    /// The file that redis-server has written is loaded under other limits.
    @Test
    void whatRedisHasWrittenIsLoadedUnderOurLimits() throws Exception {
        String[] limits = {
            "--zset-max-ziplist-entries", "2", "--hash-max-listpack-entries", "2",
            "--set-max-intset-entries", "2", "--save", ""
        };
        String[] keys = {"z2", "z3", "h2", "h3", "s2", "s3"};
        try (var writer = RealRedis.start(theirs)) {
            writer.cli("ZADD", "z2", "1", "a", "2", "b");
            writer.cli("ZADD", "z3", "1", "a", "2", "b", "3", "c");
            writer.cli("HSET", "h2", "a", "1", "b", "2");
            writer.cli("HSET", "h3", "a", "1", "b", "2", "c", "3");
            writer.cli("SADD", "s2", "1", "2");
            writer.cli("SADD", "s3", "1", "2", "3");
            writer.cli("SAVE");
        }
        java.nio.file.Files.copy(theirs.resolve("dump.rdb"), ours.resolve("dump.rdb"));
        try (var redis = RealRedis.start(theirs, limits);
                var engine = RunningEngine.start(ours, limits)) {
            for (String key : keys) {
                assertThat(engine.cli("OBJECT", "ENCODING", key))
                        .as(key)
                        .isEqualTo(redis.cli("OBJECT", "ENCODING", key));
            }
            assertThat(engine.cli("OBJECT", "ENCODING", "z3")).isEqualTo("skiplist");
            assertThat(engine.cli("OBJECT", "ENCODING", "s2")).isEqualTo("intset");
        }
    }
}
