package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Collections hold what Java's own would hold, on both sides of the size up to which they lie in
/// one piece, while their neighbours are looked at in between.
class CollectionsPropertyTest {
    private static final int OPERATIONS = 60_000;
    private static final int KEYS = 12;

    private final Map<String, List<String>> lists = new TreeMap<>();
    private final Map<String, TreeSet<String>> sets = new TreeMap<>();
    private final Map<String, Map<String, String>> hashes = new TreeMap<>();
    private final Map<String, Map<String, Double>> rankings = new TreeMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Some are so long that a few of them are too large for one piece.
    private static String element(Prng prng, int different) {
        int number = prng.nextInt(different);
        return number % 40 == 0 ? "long".repeat(100) + number : "e" + number;
    }

    private void list(Database database, Prng prng) {
        String name = "list" + prng.nextInt(KEYS);
        byte[] key = bytes(name);
        int entry = database.find(key, 0);
        List<String> model = lists.computeIfAbsent(name, _ -> new ArrayList<>());
        assertThat(entry != Database.NONE).isEqualTo(!model.isEmpty());
        byte[] element = bytes(element(prng, 200));
        boolean grows = prng.nextInt(200) < 110;
        if (grows || model.isEmpty()) {
            entry = entry == Database.NONE ? database.lists().create(key, 0, key.length) : entry;
            if (prng.nextInt(2) == 0) {
                database.lists().pushFirst(entry, element, 0, element.length);
                model.addFirst(text(element));
            } else {
                database.lists().pushLast(entry, element, 0, element.length);
                model.addLast(text(element));
            }
        } else if (prng.nextInt(2) == 0) {
            assertThat(text(database.lists().popFirst(entry))).isEqualTo(model.removeFirst());
        } else {
            assertThat(text(database.lists().popLast(entry))).isEqualTo(model.removeLast());
        }
    }

    private void set(Database database, Prng prng) {
        String name = "set" + prng.nextInt(KEYS);
        byte[] key = bytes(name);
        int entry = database.find(key, 0);
        TreeSet<String> model = sets.computeIfAbsent(name, _ -> new TreeSet<>());
        String member = element(prng, 150);
        byte[] bytes = bytes(member);
        if (prng.nextInt(2) == 0) {
            entry = entry == Database.NONE ? database.sets().create(key, 0, key.length) : entry;
            assertThat(database.sets().add(entry, bytes, 0, bytes.length))
                    .isEqualTo(model.add(member));
        } else if (entry != Database.NONE) {
            assertThat(database.sets().remove(entry, bytes, 0, bytes.length))
                    .isEqualTo(model.remove(member));
        }
    }

    private void hash(Database database, Prng prng) {
        String name = "hash" + prng.nextInt(KEYS);
        byte[] key = bytes(name);
        int entry = database.find(key, 0);
        Map<String, String> model = hashes.computeIfAbsent(name, _ -> new TreeMap<>());
        String field = element(prng, 150);
        byte[] bytes = bytes(field);
        if (prng.nextInt(2) == 0) {
            byte[] value = bytes("v".repeat(prng.nextInt(40)));
            entry = entry == Database.NONE ? database.hashes().create(key, 0, key.length) : entry;
            boolean added =
                    database.hashes().put(entry, bytes, 0, bytes.length, value, 0, value.length);
            assertThat(added).isEqualTo(model.put(field, text(value)) == null);
        } else if (entry != Database.NONE) {
            assertThat(database.hashes().remove(entry, bytes, 0, bytes.length))
                    .isEqualTo(model.remove(field) != null);
        }
    }

    private void ranking(Database database, Prng prng) {
        String name = "ranking" + prng.nextInt(KEYS);
        byte[] key = bytes(name);
        int entry = database.find(key, 0);
        Map<String, Double> model = rankings.computeIfAbsent(name, _ -> new TreeMap<>());
        String member = element(prng, 700);
        byte[] bytes = bytes(member);
        if (prng.nextInt(3) > 0) {
            double score = prng.nextInt(50) - 25;
            entry = entry == Database.NONE ? database.rankings().create(key, 0, key.length) : entry;
            assertThat(database.rankings().put(entry, bytes, 0, bytes.length, score))
                    .isEqualTo(model.put(member, score) == null);
            assertThat(database.rankings().rank(entry, bytes, 0, bytes.length))
                    .isEqualTo(rankOf(model, member));
        } else if (entry != Database.NONE) {
            assertThat(database.rankings().remove(entry, bytes, 0, bytes.length))
                    .isEqualTo(model.remove(member) != null);
        }
    }

    private static int rankOf(Map<String, Double> model, String member) {
        double score = java.util.Objects.requireNonNull(model.get(member));
        return (int)
                model.entrySet().stream()
                        .filter(one ->
                                one.getValue() < score
                                        || (one.getValue() == score
                                                && one.getKey().compareTo(member) < 0))
                        .count();
    }

    private void assertAsModelled(Keyspace keyspace) {
        var found = new TreeMap<String, Object>();
        keyspace.forEach((_, key, value, _) -> found.put(text(key), plain(value)));
        var expected = new TreeMap<String, Object>();
        lists.forEach((key, all) -> {
            if (!all.isEmpty()) {
                expected.put(key, all);
            }
        });
        sets.forEach((key, all) -> {
            if (!all.isEmpty()) {
                expected.put(key, all);
            }
        });
        hashes.forEach((key, all) -> {
            if (!all.isEmpty()) {
                expected.put(key, all);
            }
        });
        rankings.forEach((key, all) -> {
            if (!all.isEmpty()) {
                expected.put(key, all);
            }
        });
        assertThat(found).isEqualTo(expected);
    }

    private static Object plain(Value value) {
        return switch (value) {
            case Value.Text(byte[] bytes) -> text(bytes);
            case Value.Sequence(var elements) ->
                    elements.stream().map(CollectionsPropertyTest::text).toList();
            case Value.Members(var elements) -> {
                var all = new TreeSet<String>();
                elements.forEach(one -> all.add(text(one)));
                yield all;
            }
            case Value.Fields(var pairs) -> {
                var all = new TreeMap<String, String>();
                for (int i = 0; i < pairs.size(); i += 2) {
                    all.put(text(pairs.get(i)), text(pairs.get(i + 1)));
                }
                yield all;
            }
            case Value.Ranking(var members) -> {
                var all = new TreeMap<String, Double>();
                members.forEach(one -> all.put(text(one.member()), one.score()));
                yield all;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void collectionsHoldWhatJavasOwnWouldHold(long seed) {
        var prng = new Prng(seed);
        try (var keyspace = new Keyspace(1, prng.fork("keyspace"), Memory.RELEASED)) {
            Database database = keyspace.database(0);
            for (int i = 0; i < OPERATIONS; i++) {
                switch (prng.nextInt(4)) {
                    case 0 -> list(database, prng);
                    case 1 -> set(database, prng);
                    case 2 -> hash(database, prng);
                    default -> ranking(database, prng);
                }
            }
            assertAsModelled(keyspace);
            // All sizes were met: some lie in one piece, some do not.
            assertThat(lists.values().stream().mapToInt(List::size).max().orElse(0))
                    .isGreaterThan(64);

            var keys = new ArrayList<byte[]>();
            keyspace.forEach((_, key, _, _) -> keys.add(key));
            keys.forEach(key -> database.delete(database.find(key, 0)));
            assertThat(keyspace.usedBytes()).as("bytes in use by no keys").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 64, 65, 500})
    void aSetMayBeWalkedWhileOthersAreLookedAtAndChanged(int size) {
        try (var keyspace = new Keyspace(1, new Prng(1), Memory.RELEASED)) {
            Database database = keyspace.database(0);
            byte[] source = bytes("source");
            byte[] target = bytes("target");
            int from = database.sets().create(source, 0, source.length);
            for (int i = 0; i < size; i++) {
                byte[] member = bytes("m" + i);
                database.sets().add(from, member, 0, member.length);
            }
            var seen = new TreeSet<String>();
            database.sets()
                    .forEach(
                            database.find(source, 0),
                            (array, offset, length) -> {
                                seen.add(text(array));
                                int to = database.find(target, 0);
                                if (to == Database.NONE) {
                                    to = database.sets().create(target, 0, target.length);
                                }
                                database.sets().add(to, array, offset, length);
                            });
            assertThat(seen).hasSize(size);
            assertThat(database.sets().size(database.find(target, 0))).isEqualTo(size);
            assertThat(database.sets().size(database.find(source, 0))).isEqualTo(size);
        }
    }
}
