package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A snapshot is the data of one moment, whatever is written while it is under way.
class SnapshotTest {
    private static final int OPERATIONS = 3_000;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String describe(Value value, long expireAtMillis) {
        var digest = new DatasetDigest();
        digest.entry(bytes("k"), value, expireAtMillis);
        return java.util.HexFormat.of().formatHex(digest.bytes());
    }

    private static Map<String, String> contents(Keyspace keyspace) {
        var found = new TreeMap<String, String>();
        keyspace.forEach((database, key, value, expireAt) ->
                found.put(
                        database + "/" + new String(key, StandardCharsets.UTF_8),
                        describe(value, expireAt)));
        return found;
    }

    private static void writeSomething(Keyspace keyspace, Prng prng) {
        Database database = keyspace.database(prng.nextInt(2));
        byte[] key = bytes("key" + prng.nextInt(40));
        byte[] some = bytes("value" + prng.nextInt(1_000));
        int entry = database.find(key, 0);
        boolean absent = entry == Database.NONE;
        switch (prng.nextInt(14)) {
            case 0, 1, 2 ->
                    database.strings()
                            .set(key, 0, key.length, some, 0, some.length, Database.NEVER);
            case 3 -> {
                if (!absent) {
                    database.delete(entry);
                }
            }
            case 4 -> {
                if (!absent) {
                    byte[] other = bytes("key" + prng.nextInt(40));
                    database.rename(entry, other, 0, other.length);
                }
            }
            case 5 -> {
                if (!absent) {
                    database.setExpireAt(entry, 1_000_000 + prng.nextInt(1_000));
                }
            }
            case 6, 7 -> {
                if (absent) {
                    entry = database.lists().create(key, 0, key.length);
                }
                if (database.type(entry) == ValueType.LIST) {
                    database.lists().pushLast(entry, some, 0, some.length);
                }
            }
            case 8 -> {
                if (!absent && database.type(entry) == ValueType.LIST) {
                    database.lists().popFirst(entry);
                }
            }
            case 9 -> {
                if (absent) {
                    entry = database.hashes().create(key, 0, key.length);
                }
                if (database.type(entry) == ValueType.HASH) {
                    database.hashes().put(entry, some, 0, some.length, some, 0, some.length);
                }
            }
            case 10 -> {
                if (absent) {
                    entry = database.sets().create(key, 0, key.length);
                }
                if (database.type(entry) == ValueType.SET) {
                    database.sets().add(entry, some, 0, some.length);
                }
            }
            case 11, 12 -> {
                if (absent) {
                    entry = database.rankings().create(key, 0, key.length);
                }
                if (database.type(entry) == ValueType.RANKING) {
                    double score = prng.nextInt(5);
                    database.rankings().put(entry, some, 0, some.length, score);
                }
            }
            default -> {
                if (prng.chance(0.05)) {
                    keyspace.flushAll();
                } else if (prng.chance(0.05)) {
                    keyspace.swap(0, 1);
                }
            }
        }
    }

    /// No collection of this test is large enough to come in parts.
    private record WholeEntries(EntrySink sink) implements PartsSink {
        @Override
        public void entry(int database, byte[] key, Value value, long expireAtMillis) {
            sink.entry(database, key, value, expireAtMillis);
        }

        @Override
        public void begin(
                int database, byte[] key, ValueType type, int elements, long expireAtMillis) {
            throw new AssertionError("a " + type + " of " + elements + " elements in parts");
        }

        @Override
        public void part(Value elements) {
            throw new AssertionError("a part without a beginning");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyEntryOfTheEpochComesExactlyOnceAsItWas(long seed) {
        var prng = new Prng(seed);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < OPERATIONS / 20; i++) {
                    writeSomething(keyspace, prng);
                }
                Map<String, String> wanted = contents(keyspace);
                var found = new TreeMap<String, String>();
                Snapshot snapshot =
                        keyspace.beginSnapshot(
                                new WholeEntries((database, key, value, expireAt) -> {
                                    String name =
                                            database
                                                    + "/"
                                                    + new String(key, StandardCharsets.UTF_8);
                                    assertThat(found.put(name, describe(value, expireAt)))
                                            .as("seed %d: %s came twice", seed, name)
                                            .isNull();
                                }));
                while (!snapshot.step(1 + prng.nextInt(4), 1 << 20)) {
                    writeSomething(keyspace, prng);
                }
                assertThat(found).as("seed %d round %d", seed, round).isEqualTo(wanted);
            }
        }
    }
}
