package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OBJECT ENCODING of strings depends on the command that wrote them last, not only on their bytes:
/// `int`, `embstr` or `raw`, as in redis-server.
class StringEncodingsTest {
    private static final int RANDOM_COMMANDS = 1500;
    private static final List<String> KEYS = List.of("k", "l", "m");

    private static final List<String> VALUES =
            List.of(
                    "",
                    "0",
                    "12",
                    "-7",
                    "9999",
                    "10000",
                    "07",
                    "-0",
                    "1.5",
                    "9223372036854775807",
                    "9223372036854775808",
                    "1".repeat(21),
                    "abc",
                    "x".repeat(44),
                    "x".repeat(45));

    /// `v` is one of the values.
    private static final List<String> COMMANDS =
            List.of(
                    "SET k v",
                    "SET k v GET",
                    "SET k v KEEPTTL",
                    "SETNX l v",
                    "GETSET k v",
                    "MSET k v l v",
                    "SETEX k 100 v",
                    "PSETEX k 100000 v",
                    "APPEND k v",
                    "APPEND l v",
                    "SETRANGE k 0 5",
                    "SETRANGE k 0 v",
                    "SETRANGE k 50 x",
                    "SETRANGE l 0 v",
                    "SETBIT k 0 0",
                    "SETBIT k 7 1",
                    "SETBIT k 500 1",
                    "SETBIT l 3 1",
                    "GETBIT k 3",
                    "BITOP NOT k k",
                    "BITOP AND k k k",
                    "BITOP OR l k missing",
                    "BITFIELD k GET u8 0",
                    "BITFIELD k SET u8 0 49",
                    "BITFIELD k OVERFLOW FAIL INCRBY u8 0 300",
                    "BITFIELD l SET u8 0 49",
                    "INCRBYFLOAT k 1",
                    "INCRBYFLOAT k 0.5",
                    "INCRBYFLOAT l 3",
                    "INCR k",
                    "DECRBY k 3",
                    "INCRBY l 0",
                    "GETRANGE k 0 1",
                    "GETEX k PERSIST",
                    "EXPIRE k 1000",
                    "PERSIST k",
                    "COPY k l",
                    "COPY k l REPLACE",
                    "RENAME k m",
                    "RENAME m k",
                    "MOVE k 1",
                    "SWAPDB 0 1");

    private static final List<String> RELOADS = List.of("DEBUG RELOAD", "DEBUG LOADAOF");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// What both answer to a command, and the encodings afterwards.
    private static List<String> seen(Peer peer, List<String> command) throws Exception {
        var seen = new ArrayList<>(List.of(ReplyText.of(peer.ask(command))));
        for (String key : KEYS) {
            seen.add(key + " " + ReplyText.of(peer.ask("OBJECT", "ENCODING", key)));
        }
        return seen;
    }

    private static List<String> words(String template, String value) {
        var words = new ArrayList<String>();
        for (String word : template.split(" ", -1)) {
            words.add(word.equals("v") ? value : word);
        }
        return words;
    }

    private interface Duel {
        void fight(Peer here, Peer there) throws Exception;
    }

    private void duel(Duel duel) throws Exception {
        String[] options = {"--save", "", "--appendonly", "yes"};
        try (var redis = RealRedis.start(theirs, options);
                var engine = RunningEngine.start(ours, options);
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            duel.fight(here, there);
        }
    }

    @Test
    void eachCommandLeavesTheSameEncoding() throws Exception {
        duel((here, there) -> {
            var different = new ArrayList<String>();
            for (String value : VALUES) {
                for (String template : COMMANDS) {
                    for (Peer peer : List.of(here, there)) {
                        peer.ask("FLUSHALL");
                        peer.ask("SET", "k", value);
                    }
                    List<String> command = words(template, value);
                    List<String> wanted = seen(there, command);
                    List<String> seen = seen(here, command);
                    if (!seen.equals(wanted)) {
                        different.add(
                                "'%s' then %s: %s, redis-server: %s"
                                        .formatted(value, command, seen, wanted));
                    }
                }
            }
            assertThat(different).isEmpty();
        });
    }

    /// Expiries, copies and snapshots carry an encoding along or forget it.
    @Test
    void anySequenceLeavesTheSameEncodings() throws Exception {
        var prng = new Prng(7);
        duel((here, there) -> {
            for (int i = 0; i < RANDOM_COMMANDS; i++) {
                List<String> from = prng.nextInt(50) == 0 ? RELOADS : COMMANDS;
                String template = from.get(prng.nextInt(from.size()));
                List<String> command = words(template, VALUES.get(prng.nextInt(VALUES.size())));
                assertThat(seen(here, command))
                        .as("command %d: %s", i, command)
                        .isEqualTo(seen(there, command));
            }
        });
    }

    /// Parts of a long string are copied one by one.
    @Test
    void aLongStringIsRawWhateverIsDoneToIt() throws Exception {
        duel((here, there) -> {
            String large = "x".repeat(200_000);
            for (List<String> command :
                    List.of(
                            List.of("SET", "k", large),
                            List.of("COPY", "k", "l"),
                            List.of("RENAME", "l", "m"),
                            List.of("APPEND", "m", large),
                            List.of("SET", "m", "1"),
                            List.of("APPEND", "m", "1"),
                            List.of("COPY", "m", "l", "REPLACE"),
                            List.of("RENAME", "l", "k"))) {
                assertThat(seen(here, command)).isEqualTo(seen(there, command));
            }
        });
    }

    /// DUMP keeps the bytes only.
    @Test
    void whatIsRestoredIsKeptAsIfItWereSet() throws Exception {
        duel((here, there) -> {
            for (String tail : List.of("2", "b", "", "x".repeat(50))) {
                for (Peer peer : List.of(here, there)) {
                    peer.ask("SET", "k", "1");
                    peer.ask("APPEND", "k", tail);
                }
                assertThat(seen(here, restoring(here)))
                        .as(tail)
                        .isEqualTo(seen(there, restoring(there)));
            }
        });
    }

    private static List<String> restoring(Peer peer) throws Exception {
        if (!(peer.ask("DUMP", "k") instanceof Reply.Bulk(var payload))) {
            throw new AssertionError("DUMP answered no payload");
        }
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        return List.of("RESTORE", "l", "0", text, "REPLACE");
    }
}
