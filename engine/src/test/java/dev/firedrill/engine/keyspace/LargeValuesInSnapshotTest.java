package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A value that no slice can take whole comes in parts, and still as it was at the epoch: whatever
/// happens to it or to other entries between two parts.
class LargeValuesInSnapshotTest {
    private static final int SLICE_ENTRIES = 100;
    private static final int ELEMENTS = 3_000;
    private static final int TEXT_BYTES = 300_000;
    private static final List<ValueType> COLLECTIONS =
            List.of(ValueType.LIST, ValueType.SET, ValueType.HASH, ValueType.RANKING);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String describe(Value value, long expireAtMillis) {
        var digest = new DatasetDigest();
        digest.entry(bytes("k"), value, expireAtMillis);
        return value.type() + " " + HexFormat.of().formatHex(digest.bytes());
    }

    /// Puts parts together again, and is strict about what may come when.
    private static final class Assembling implements PartsSink {
        final Map<String, String> found = new TreeMap<>();
        int elementsInStep;
        int elements;
        long bytesOfStringsInStep;
        private @Nullable String name;
        private ValueType type = ValueType.STRING;
        private int left;
        private long expireAt;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final List<byte[]> strings = new ArrayList<>();
        private final List<Value.Ranking.Scored> scored = new ArrayList<>();

        @Override
        public void entry(int database, byte[] key, Value value, long expireAtMillis) {
            assertThat(name).as("a collection under way").isNull();
            put(database + "/" + new String(key, StandardCharsets.UTF_8), value, expireAtMillis);
        }

        private void put(String entry, Value value, long expireAtMillis) {
            assertThat(found.put(entry, describe(value, expireAtMillis)))
                    .as("%s came twice", entry)
                    .isNull();
        }

        @Override
        public void begin(
                int database, byte[] key, ValueType of, int elements, long expireAtMillis) {
            assertThat(name).as("a collection under way").isNull();
            name = database + "/" + new String(key, StandardCharsets.UTF_8);
            type = of;
            left = elements;
            expireAt = expireAtMillis;
        }

        @Override
        public void part(Value part) {
            assertThat(part.type()).isEqualTo(type);
            int size = part instanceof Value.Text(byte[] some) ? some.length : part.elementCount();
            left -= size;
            elementsInStep += part.elementCount();
            elements += type == ValueType.STRING ? 0 : part.elementCount();
            bytesOfStringsInStep += type == ValueType.STRING ? size : 0;
            assertThat(left).as("elements of %s that are still to come", name).isNotNegative();
            switch (part) {
                case Value.Text(var more) -> text.writeBytes(more);
                case Value.Sequence(var more) -> strings.addAll(more);
                case Value.Members(var more) -> strings.addAll(more);
                case Value.Fields(var more) -> strings.addAll(more);
                case Value.Ranking(var more) -> scored.addAll(more);
            }
            if (left == 0) {
                put(java.util.Objects.requireNonNull(name), whole(), expireAt);
                name = null;
                text.reset();
                strings.clear();
                scored.clear();
            }
        }

        private Value whole() {
            return switch (type) {
                case STRING -> new Value.Text(text.toByteArray());
                case LIST -> new Value.Sequence(List.copyOf(strings));
                case SET -> new Value.Members(List.copyOf(strings));
                case HASH -> new Value.Fields(List.copyOf(strings));
                case RANKING -> new Value.Ranking(List.copyOf(scored));
            };
        }
    }

    private static int entry(Database database, byte[] key, ValueType type) {
        int entry = database.find(key, 0);
        if (entry != Database.NONE) {
            return entry;
        }
        return switch (type) {
            case STRING -> throw new IllegalArgumentException();
            case LIST -> database.lists().create(key, 0, key.length);
            case SET -> database.sets().create(key, 0, key.length);
            case HASH -> database.hashes().create(key, 0, key.length);
            case RANKING -> database.rankings().create(key, 0, key.length);
        };
    }

    private static void add(Database database, int entry, byte[] some, double score) {
        switch (database.type(entry)) {
            case STRING -> throw new IllegalArgumentException();
            case LIST -> database.lists().pushLast(entry, some, 0, some.length);
            case SET -> database.sets().add(entry, some, 0, some.length);
            case HASH -> database.hashes().put(entry, some, 0, some.length, some, 0, some.length);
            case RANKING -> database.rankings().put(entry, some, 0, some.length, score);
        }
    }

    private static void remove(Database database, int entry, byte[] some) {
        switch (database.type(entry)) {
            case STRING -> throw new IllegalArgumentException();
            case LIST -> database.lists().popFirst(entry);
            case SET -> database.sets().remove(entry, some, 0, some.length);
            case HASH -> database.hashes().remove(entry, some, 0, some.length);
            case RANKING -> database.rankings().remove(entry, some, 0, some.length);
        }
    }

    private static byte[] longText(Prng prng) {
        byte[] text = new byte[TEXT_BYTES + prng.nextInt(1_000)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) prng.nextInt(256);
        }
        return text;
    }

    private static void setLongText(Database database, byte[] key, Prng prng) {
        byte[] text = longText(prng);
        database.strings().set(key, 0, key.length, text, 0, text.length, Database.NEVER);
    }

    private static void changeText(Database database, Prng prng) {
        byte[] key = bytes("long text " + prng.nextInt(3));
        int entry = database.find(key, 0);
        byte[] some = bytes("some bytes " + prng.nextInt(1_000));
        if (entry == Database.NONE) {
            setLongText(database, key, prng);
            return;
        }
        switch (prng.nextInt(6)) {
            case 0 -> database.delete(entry);
            case 1 -> database.setExpireAt(entry, 1_000_000 + prng.nextInt(1_000));
            case 2 -> setLongText(database, key, prng);
            case 3 -> database.strings().append(entry, some, 0, some.length);
            default ->
                    database.strings()
                            .setRange(entry, prng.nextInt(TEXT_BYTES), some, 0, some.length);
        }
    }

    private static void fill(Keyspace keyspace, Prng prng) {
        for (int d = 0; d < 2; d++) {
            Database database = keyspace.database(d);
            for (int i = 0; i < 3; i++) {
                setLongText(database, bytes("long text " + i), prng);
            }
            for (ValueType type : COLLECTIONS) {
                int entry = entry(database, bytes("large " + type), type);
                for (int i = 0; i < ELEMENTS; i++) {
                    add(database, entry, bytes("element" + i), prng.nextInt(9));
                }
                // Holes, which the parts must pass over.
                for (int i = 0; i < ELEMENTS / 2; i++) {
                    remove(database, entry, bytes("element" + prng.nextInt(ELEMENTS)));
                }
            }
            for (int i = 0; i < 300; i++) {
                byte[] key = bytes("small" + i);
                database.strings().set(key, 0, key.length, key, 0, key.length, Database.NEVER);
            }
        }
    }

    private static void change(Keyspace keyspace, Prng prng) {
        Database database = keyspace.database(prng.nextInt(2));
        if (prng.chance(0.3)) {
            changeText(database, prng);
        } else if (prng.chance(0.6)) {
            changeCollection(database, prng);
        } else if (prng.chance(0.02)) {
            keyspace.flushAll();
        } else if (prng.chance(0.2)) {
            keyspace.swap(0, 1);
        } else {
            byte[] small = bytes("small" + prng.nextInt(320));
            byte[] some = bytes("value" + prng.nextInt(1_000));
            database.strings().set(small, 0, small.length, some, 0, some.length, Database.NEVER);
        }
    }

    private static void changeCollection(Database database, Prng prng) {
        ValueType type = COLLECTIONS.get(prng.nextInt(COLLECTIONS.size()));
        byte[] key = bytes("large " + type);
        int entry = entry(database, key, type);
        add(database, entry, bytes("element" + prng.nextInt(ELEMENTS)), prng.nextInt(9));
        switch (prng.nextInt(20)) {
            case 0 -> database.delete(entry);
            case 1 -> database.setExpireAt(entry, 1_000_000 + prng.nextInt(1_000));
            case 2 -> {
                byte[] other = bytes("moved " + prng.nextInt(3));
                database.rename(entry, other, 0, other.length);
            }
            case 3 -> {
                byte[] text = bytes("no collection any more");
                database.strings().set(key, 0, key.length, text, 0, text.length, Database.NEVER);
                database.delete(database.find(key, 0));
            }
            case 4 -> {
                // Nothing is left at times, and numbers begin anew.
                for (int i = 0; i < ELEMENTS && database.find(key, 0) != Database.NONE; i++) {
                    remove(database, entry, bytes("element" + i));
                }
            }
            case 5, 6, 7, 8, 9 ->
                    add(database, entry, bytes("new" + prng.nextInt(1_000)), prng.nextInt(9));
            case 10, 11, 12, 13 -> {
                add(database, entry, bytes("new"), 0);
                remove(database, entry, bytes("element" + prng.nextInt(ELEMENTS)));
            }
            default -> {
                if (type == ValueType.LIST) {
                    changeList(database.lists(), entry, prng);
                }
            }
        }
    }

    private static void changeList(Lists lists, int entry, Prng prng) {
        byte[] some = bytes("some" + prng.nextInt(1_000));
        int size = lists.length(entry);
        switch (prng.nextInt(6)) {
            case 0 -> lists.pushFirst(entry, some, 0, some.length);
            case 1 -> lists.trim(entry, prng.nextInt(5), size - 1L);
            case 2 -> {
                byte[] pivot = bytes("element" + prng.nextInt(ELEMENTS));
                lists.insert(entry, true, pivot, 0, pivot.length, some, 0, some.length);
            }
            case 3 -> {
                lists.pushLast(entry, some, 0, some.length);
                lists.popLast(entry);
            }
            default -> lists.set(entry, prng.nextInt(size), some, 0, some.length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void comeAsTheyWereWhateverIsWrittenMeanwhile(long seed) {
        var prng = new Prng(seed);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            fill(keyspace, prng);
            var wanted = new TreeMap<String, String>();
            keyspace.forEach((database, key, value, expireAt) ->
                    wanted.put(
                            database + "/" + new String(key, StandardCharsets.UTF_8),
                            describe(value, expireAt)));
            var sink = new Assembling();
            Snapshot snapshot = keyspace.beginSnapshot(sink);
            while (!snapshot.step(1 + prng.nextInt(SLICE_ENTRIES), 1 << 14)) {
                if (prng.chance(0.3)) {
                    int before = sink.elements;
                    change(keyspace, prng);
                    assertThat(sink.elements).as("elements after a write").isEqualTo(before);
                }
            }
            assertThat(sink.found).as("seed %d", seed).isEqualTo(wanted);
        }
    }

    @Test
    void whatWasDeletedMeanwhileGivesItsMemoryBackWhenTheSnapshotHasIt() {
        var prng = new Prng(1);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            fill(keyspace, prng);
            var sink = new Assembling();
            Snapshot snapshot = keyspace.beginSnapshot(sink);
            for (int d = 0; d < 2; d++) {
                Database database = keyspace.database(d);
                database.walk().forEach(0, database::delete);
            }
            assertThat(keyspace.usedBytes()).isPositive();

            while (!snapshot.step(SLICE_ENTRIES, 1 << 20)) {}

            assertThat((long) sink.found.size()).isEqualTo(snapshot.entriesTotal());
            assertThat(keyspace.usedBytes()).isZero();
        }
    }

    @Test
    void noSliceTakesMoreOfThemThanItsShare() {
        var prng = new Prng(1);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            fill(keyspace, prng);
            var sink = new Assembling();
            Snapshot snapshot = keyspace.beginSnapshot(sink);
            int steps = 0;
            for (boolean over = false; !over; steps++) {
                sink.elementsInStep = 0;
                over = snapshot.step(SLICE_ENTRIES, 1 << 20);
                assertThat(sink.elementsInStep).isLessThanOrEqualTo(SLICE_ENTRIES);
            }
            assertThat(steps).isGreaterThan(sink.elements / SLICE_ENTRIES);
            assertThat(sink.elements).isGreaterThan(4 * ELEMENTS);
        }
    }

    @Test
    void noSliceTakesMoreOfAStringThanItsShare() {
        var prng = new Prng(1);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            fill(keyspace, prng);
            var sink = new Assembling();
            Snapshot snapshot = keyspace.beginSnapshot(sink);
            long bytes = 0;
            for (boolean over = false; !over; ) {
                sink.bytesOfStringsInStep = 0;
                over = snapshot.step(SLICE_ENTRIES, 1 << 16);
                assertThat(sink.bytesOfStringsInStep).isLessThanOrEqualTo(1 << 16);
                bytes += sink.bytesOfStringsInStep;
            }
            assertThat(bytes).isGreaterThanOrEqualTo(6 * TEXT_BYTES);
        }
    }

    @Test
    void aSnapshotThatIsGivenUpBetweenTwoPartsLeavesTheKeyspaceFree() {
        var prng = new Prng(1);
        try (var keyspace = new Keyspace(2, prng.fork("keyspace"), Memory.RELEASED)) {
            fill(keyspace, prng);
            var sink = new Assembling();
            Snapshot snapshot = keyspace.beginSnapshot(sink);
            while (sink.name == null) {
                snapshot.step(SLICE_ENTRIES, 1 << 20);
            }
            snapshot.abort();
            int before = sink.found.size();

            for (int i = 0; i < 1_000; i++) {
                change(keyspace, prng);
            }

            assertThat(sink.found).hasSize(before);
            var again = new Assembling();
            Snapshot second = keyspace.beginSnapshot(again);
            while (!second.step(SLICE_ENTRIES, 1 << 20)) {}
            assertThat((long) again.found.size()).isEqualTo(second.entriesTotal());
        }
    }
}
