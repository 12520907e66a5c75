package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A database in foreign memory holds what a map would hold.
class DatabasePropertyTest {
    private static final int OPERATIONS = 40_000;

    private record Held(String value, long expireAtMillis) {}

    private final Map<String, Held> model = new TreeMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String key(Prng prng) {
        int number = prng.nextInt(3_000);
        // Some keys are longer than a short record's, and some are empty.
        return number == 0 ? "" : number % 50 == 0 ? "k".repeat(300) + number : "key:" + number;
    }

    private static String value(Prng prng) {
        int length =
                switch (prng.nextInt(20)) {
                    case 0 -> 0;
                    case 1 -> 1_000 + prng.nextInt(20_000);
                    case 2 -> prng.nextInt(100) == 0 ? 600_000 : 70_000;
                    default -> prng.nextInt(120);
                };
        return String.valueOf((char) ('a' + prng.nextInt(26))).repeat(length);
    }

    private void change(Database database, Prng prng) {
        String name = key(prng);
        byte[] key = bytes(name);
        Held held = model.get(name);
        int entry = database.find(key, 0);
        assertThat(entry != Database.NONE).as("key %s is there", name).isEqualTo(held != null);
        switch (prng.nextInt(8)) {
            case 0, 1, 2 -> {
                long at = prng.nextInt(4) == 0 ? 1_000 + prng.nextInt(9_000) : Database.NEVER;
                String value = value(prng);
                byte[] content = bytes(value);
                database.strings().set(key, 0, key.length, content, 0, content.length, at);
                model.put(name, new Held(value, at));
            }
            case 3 -> {
                if (held != null) {
                    database.delete(entry);
                    model.remove(name);
                }
            }
            case 4 -> {
                if (held != null) {
                    long at = prng.nextInt(2) == 0 ? Database.NEVER : 1_000 + prng.nextInt(9_000);
                    database.setExpireAt(entry, at);
                    model.put(name, new Held(held.value(), at));
                }
            }
            case 5 -> {
                if (held != null) {
                    byte[] tail = bytes("tail");
                    database.strings().append(entry, tail, 0, tail.length);
                    model.put(name, new Held(held.value() + "tail", held.expireAtMillis()));
                }
            }
            case 6 -> {
                if (held != null) {
                    int at = prng.nextInt(200);
                    byte[] part = bytes("part");
                    database.strings().setRange(entry, at, part, 0, part.length);
                    var expected = new StringBuilder(held.value());
                    expected.setLength(Math.max(expected.length(), at + part.length));
                    expected.replace(at, at + part.length, "part");
                    model.put(name, new Held(expected.toString(), held.expireAtMillis()));
                }
            }
            default -> {
                String other = key(prng);
                if (held != null && !other.equals(name)) {
                    database.rename(entry, bytes(other), 0, other.length());
                    model.remove(name);
                    model.put(other, held);
                }
            }
        }
    }

    private static Map<String, Held> contents(Keyspace keyspace) {
        var found = new TreeMap<String, Held>();
        keyspace.forEach((_, key, value, at) ->
                found.put(text(key), new Held(text(((Value.Text) value).bytes()), at)));
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdsWhatAMapWouldHold(long seed) {
        var prng = new Prng(seed);
        try (var keyspace = new Keyspace(1, prng.fork("keyspace"), Memory.RELEASED)) {
            Database database = keyspace.database(0);
            for (int i = 0; i < OPERATIONS; i++) {
                change(database, prng);
            }
            assertThat(contents(keyspace)).isEqualTo(model);
            assertThat(database.size()).isEqualTo(model.size());
            long expiring = model.values().stream().filter(one -> one.expireAtMillis() > 0).count();
            assertThat(database.expiring()).isEqualTo((int) expiring);

            keyspace.expireStep(20_000, Integer.MAX_VALUE);
            model.values().removeIf(one -> one.expireAtMillis() > 0);
            assertThat(contents(keyspace)).isEqualTo(model);

            List.copyOf(model.keySet())
                    .forEach(name -> database.delete(database.find(bytes(name), 0)));
            assertThat(keyspace.usedBytes()).as("bytes in use by no keys").isZero();
        }
    }

    @Test
    void growsByPiecesAndFindsEveryKeyAtEachSize() {
        try (var keyspace = new Keyspace(1, new Prng(7), Memory.RELEASED)) {
            Database database = keyspace.database(0);
            for (int i = 0; i < 120_000; i++) {
                byte[] key = bytes("n" + i);
                database.strings().set(key, 0, key.length, key, 0, key.length, Database.NEVER);
                byte[] earlier = bytes("n" + (int) (i * 0.61));
                int entry = database.find(earlier, 0);
                assertThat(entry).isNotEqualTo(Database.NONE);
                assertThat(database.strings().bytes(entry)).isEqualTo(earlier);
            }
            // Half of them go, others come: no search ends at the trace of a removed one.
            for (int i = 0; i < 120_000; i += 2) {
                database.delete(database.find(bytes("n" + i), 0));
            }
            for (int i = 0; i < 120_000; i++) {
                assertThat(database.find(bytes("n" + i), 0) != Database.NONE).isEqualTo(i % 2 == 1);
            }
        }
    }

    @Test
    void memoryOfDroppedDataGoesBackInSteps() {
        try (var keyspace = new Keyspace(1, new Prng(7), Memory.RELEASED)) {
            byte[] value = new byte[1_000];
            var keys = new ArrayList<byte[]>();
            for (int i = 0; i < 20_000; i++) {
                keys.add(bytes("key" + i));
            }
            Database database = keyspace.database(0);
            keys.forEach(key ->
                    database.strings()
                            .set(key, 0, key.length, value, 0, value.length, Database.NEVER));
            assertThat(keyspace.reservedBytes()).isGreaterThan(20_000_000);
            keyspace.flushAll();
            assertThat(keyspace.reservedBytes()).isZero();
            int steps = 0;
            while (keyspace.releases()) {
                keyspace.releaseStep();
                steps++;
            }
            // About one for each megabyte.
            assertThat(steps).isBetween(15, 60);
        }
    }

    @Test
    void anEmptyKeyspaceCostsNothingOutsideOfTheHeapAndAFewKeysLittle() {
        try (var keyspace = new Keyspace(16, new Prng(7), Memory.RELEASED)) {
            assertThat(keyspace.reservedBytes()).isZero();
            byte[] key = bytes("key");
            keyspace.database(0)
                    .strings()
                    .set(key, 0, key.length, key, 0, key.length, Database.NEVER);
            assertThat(keyspace.reservedBytes()).isLessThanOrEqualTo(128 * 1024);
        }
    }

    /// What a file announces may be wrong in either direction, and costs nothing by itself.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30_000, 3_000_000, Long.MAX_VALUE})
    void whatWasAnnouncedChangesNothingButTheTimeItTakes(long announced) {
        try (var keyspace = new Keyspace(1, new Prng(7), Memory.RELEASED)) {
            EntrySink loader = keyspace.loader();
            loader.expect(0, announced);
            assertThat(keyspace.reservedBytes()).isZero();
            for (int i = 0; i < 30_000; i++) {
                byte[] key = bytes("n" + i);
                loader.entry(0, key, new Value.Text(key), EntrySink.NEVER);
            }
            Database database = keyspace.database(0);
            assertThat(database.size()).isEqualTo(30_000);
            for (int i = 0; i < 30_000; i++) {
                byte[] key = bytes("n" + i);
                assertThat(database.strings().bytes(database.find(key, 0))).isEqualTo(key);
            }
            assertThat(keyspace.reservedBytes()).isLessThan(32 << 20);
            for (int i = 0; i < 30_000; i++) {
                database.delete(database.find(bytes("n" + i), 0));
            }
            assertThat(keyspace.usedBytes()).isZero();
        }
    }
}
