package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each command does beside its answer, in a form that changes something and in one that does
/// not: the use of which keys it counts, the hits and misses and changes that INFO tells, and what
/// it sends to replicas. All as in redis-server.
class EffectsOfCommandsTest {
    /// A dataset with a key of each kind. Uses are counted one by one, so that none can hide.
    private static final List<String> DATA =
            List.of(
                    "SET str 12",
                    "SET str2 abc",
                    "SET num 5",
                    "SET bits abc",
                    "SET vol 1 EX 1000",
                    "RPUSH lst a b c",
                    "RPUSH lst2 a",
                    "SADD set a b c",
                    "SADD set2 a b",
                    "HSET hash f 1 g x",
                    "ZADD zset 1 a 2 b 3 c",
                    "ZADD zset2 1 a");

    private static final List<String> KEYS =
            List.of(
                    "str", "str2", "num", "bits", "vol", "lst", "lst2", "set", "set2", "hash",
                    "zset", "zset2", "dst", "new", "new2", "nope");

    private static final List<String> COUNTED =
            List.of("keyspace_hits", "keyspace_misses", "rdb_changes_since_last_save");

    /// Commands that write whatever they are given, or never here.
    private static final List<String> ALWAYS_CHANGE =
            List.of("mset", "psetex", "setex", "swapdb", "hmset");

    private static final List<String> NEVER_CHANGE = List.of("restore");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static List<String> commands() throws IOException {
        try (InputStream in =
                EffectsOfCommandsTest.class.getResourceAsStream("/effects/commands.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private record Effect(
            Map<String, String> uses, long hits, long misses, long changes, List<String> sent) {}

    /// One of the two servers with a replica that listens.
    private static final class Side implements AutoCloseable {
        private final Peer.OverSocket peer;
        private final StreamTap tap;
        private int marks;

        Side(int port) throws IOException {
            peer = Peer.connect(port);
            peer.ask(
                    "CONFIG",
                    "SET",
                    "maxmemory",
                    "10gb",
                    "maxmemory-policy",
                    "allkeys-lfu",
                    "lfu-log-factor",
                    "0",
                    "lfu-decay-time",
                    "0");
            tap = new StreamTap(port);
        }

        private List<String> sent() throws IOException {
            String mark = "mark" + ++marks;
            peer.ask("PUBLISH", "marks", mark);
            return tap.upTo(mark).stream()
                    .map(command -> String.join(" ", command).replaceAll("\\b\\d{13}\\b", "time"))
                    .toList();
        }

        /// Hits, misses and changes.
        private long[] figures() throws IOException {
            var info = (Reply.Bulk) peer.ask("INFO", "stats", "persistence");
            var figures = new TreeMap<String, Long>();
            new String(info.bytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> line.split(":", 2))
                    .filter(parts -> COUNTED.contains(parts[0]))
                    .forEach(parts -> figures.put(parts[0], Long.parseLong(parts[1].strip())));
            return COUNTED.stream().mapToLong(figures::get).toArray();
        }

        private Map<String, String> uses() throws IOException {
            for (String key : KEYS) {
                peer.send(List.of("OBJECT", "FREQ", key));
            }
            var uses = new TreeMap<String, String>();
            for (String key : KEYS) {
                uses.put(key, ReplyText.of(peer.receive()));
            }
            return uses;
        }

        Effect of(String line, boolean withData) throws IOException {
            List<String> data = withData ? DATA : List.of();
            peer.send(List.of("FLUSHALL"));
            for (String command : data) {
                peer.send(List.of(command.split(" ", -1)));
            }
            for (int i = 0; i <= data.size(); i++) {
                peer.receive();
            }
            Map<String, String> before = uses();
            sent();
            long[] figuresBefore = figures();
            peer.ask(line.split(" ", -1));
            long[] after = figures();
            peer.ask("UNWATCH");
            List<String> sent = sent();
            if (line.startsWith("SWAPDB 0 1")) {
                peer.ask("SWAPDB", "0", "1");
            }
            Map<String, String> uses = uses();
            uses.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
            if (line.startsWith("SPOP")) {
                // Chance decides which.
                sent = sent.stream().map(told -> told.replaceAll(" [abc]$", "")).toList();
            }
            return new Effect(
                    uses,
                    after[0] - figuresBefore[0],
                    after[1] - figuresBefore[1],
                    after[2] - figuresBefore[2],
                    sent);
        }

        @Override
        public void close() throws IOException {
            tap.close();
            peer.close();
        }
    }

    /// A string that grew for a write that then was refused differs from here on: the one thing
    /// that replicas are told here and not by redis-server.
    private static Effect withoutGrowth(Effect effect, Effect wanted) {
        boolean grew =
                effect.changes() == 0
                        && wanted.sent().isEmpty()
                        && effect.sent().size() == 1
                        && effect.sent().getFirst().startsWith("BITFIELD");
        return grew
                ? new Effect(effect.uses(), effect.hits(), effect.misses(), 0, List.of())
                : effect;
    }

    @Test
    void everyCommandHasTheEffectsThatItHasThere() throws Exception {
        var changing = new TreeSet<String>();
        var idle = new TreeSet<String>();
        var different = new ArrayList<String>();
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = new Side(redis.port());
                var here = new Side(engine.port())) {
            for (boolean withData : List.of(true, false)) {
                for (String line : commands()) {
                    Effect wanted = there.of(line, withData);
                    Effect seen = withoutGrowth(here.of(line, withData), wanted);
                    if (!seen.equals(wanted)) {
                        different.add(
                                line
                                        + (withData ? "" : " (without data)")
                                        + "\n  redis-server: "
                                        + wanted
                                        + "\n  engine: "
                                        + seen);
                    }
                    String name = line.split(" ", 2)[0].toLowerCase(Locale.ROOT);
                    (wanted.changes() > 0 ? changing : idle).add(name);
                }
            }
            assertThat(different).isEqualTo(List.of());
            assertThat(
                            withoutOneForm(
                                    engine.cli("COMMAND", "LIST", "FILTERBY", "ACLCAT", "write"),
                                    changing,
                                    idle))
                    .as(
                            "write commands that the list lacks in a form that changes, or in one"
                                    + " that does not")
                    .isEqualTo(List.of());
        }
    }

    private static List<String> withoutOneForm(
            String names, Set<String> changing, Set<String> idle) {
        var missing = new ArrayList<String>();
        for (String name : names.lines().toList()) {
            if (!changing.contains(name) && !NEVER_CHANGE.contains(name)) {
                missing.add(name + " in a form that changes something");
            }
            if (!idle.contains(name) && !ALWAYS_CHANGE.contains(name)) {
                missing.add(name + " in a form that changes nothing");
            }
        }
        return missing;
    }
}
