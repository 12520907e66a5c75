package dev.firedrill.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The parts of a collection are what it was, whatever happens to it between them: also what no
/// command does in one go, as to empty it and to fill it again.
class ElementPartsTest {
    private static final int ROUNDS = 300;
    private static final int ELEMENTS_MAX = 700;
    private static final int PART_ELEMENTS = 10;

    private final Blocks blocks = new Blocks(Memory.COLLECTED);

    private BytesTable table() {
        return new BytesTable(blocks, new KeyHash(20_130_718));
    }

    private ElementParts parts(Elements elements) {
        return new ElementParts(elements, table(), new KeepingRoom(_ -> true, () -> {}));
    }

    private Elements empty(ValueType type) {
        var table = table();
        return switch (type) {
            case STRING -> throw new IllegalArgumentException("a string has no elements");
            case LIST -> new BytesList(blocks);
            case SET -> new Elements.OfSet(table);
            case HASH -> new Elements.OfHash(table);
            case RANKING -> new BytesRanking(table, new EncodingLimits());
        };
    }

    private static byte[] some(Prng prng) {
        int bound = prng.chance(0.5) ? ELEMENTS_MAX : ELEMENTS_MAX / 10;
        return ("element" + prng.nextInt(bound)).getBytes(StandardCharsets.UTF_8);
    }

    private static void add(Elements elements, Prng prng) {
        byte[] some = some(prng);
        switch (elements) {
            case BytesList list when prng.chance(0.3) -> list.addFirst(some, 0, some.length);
            case BytesList list when prng.chance(0.3) ->
                    list.insert(prng.nextInt(list.size() + 1), some, 0, some.length);
            case BytesList list -> list.addLast(some, 0, some.length);
            case Elements.OfSet(BytesTable members) -> members.put(some);
            case Elements.OfHash(BytesTable fields) -> fields.put(some, some(prng));
            case BytesRanking ranking -> ranking.put(some, 0, some.length, prng.nextInt(9));
        }
    }

    private static void remove(Elements elements, Prng prng) {
        byte[] some = some(prng);
        switch (elements) {
            case BytesList list when list.size() == 0 -> {}
            case BytesList list when prng.chance(0.3) ->
                    list.removeFromStart(some, 0, some.length, prng.nextInt(3));
            case BytesList list when prng.chance(0.3) ->
                    list.removeFromEnd(some, 0, some.length, prng.nextInt(3));
            case BytesList list when prng.chance(0.5) -> list.removeFirst();
            case BytesList list -> list.removeLast();
            case Elements.OfSet(BytesTable members) -> members.remove(some, 0, some.length);
            case Elements.OfHash(BytesTable fields) -> fields.remove(some, 0, some.length);
            case BytesRanking ranking -> ranking.remove(some, 0, some.length);
        }
    }

    private static void change(Elements elements, Prng prng) {
        switch (prng.nextInt(40)) {
            case 0 -> {
                while (elements.size() > 0) {
                    remove(elements, prng);
                }
            }
            case 1, 2 -> {
                if (elements instanceof BytesList list) {
                    list.replaceAll(List.of(some(prng), some(prng)));
                }
            }
            case 3, 4, 5, 6 -> {
                if (elements instanceof BytesList list && list.size() > 0) {
                    byte[] some = some(prng);
                    list.set(prng.nextInt(list.size()), some, 0, some.length);
                }
            }
            default -> {
                if (prng.chance(0.5)) {
                    add(elements, prng);
                } else {
                    remove(elements, prng);
                }
            }
        }
    }

    /// Elements one by one, in their order where it means something.
    private static List<String> described(Value value) {
        var words = new ArrayList<String>();
        switch (value) {
            case Value.Text _ -> throw new IllegalArgumentException("a string has no elements");
            case Value.Sequence(var all) -> all.forEach(one -> words.add(text(one)));
            case Value.Members(var all) -> all.forEach(one -> words.add(text(one)));
            case Value.Fields(var all) -> {
                for (int i = 0; i < all.size(); i += 2) {
                    words.add(text(all.get(i)) + "=" + text(all.get(i + 1)));
                }
            }
            case Value.Ranking(var all) ->
                    all.forEach(one -> words.add(text(one.member()) + "=" + one.score()));
        }
        return inOrder(value.type(), words);
    }

    private static List<String> inOrder(ValueType type, List<String> words) {
        boolean ordered = type == ValueType.LIST || type == ValueType.RANKING;
        return ordered ? words : words.stream().sorted().toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void areTheElementsAsTheyWereWhateverChangesMeanwhile(ValueType type) {
        for (int seed = 1; seed <= ROUNDS; seed++) {
            var prng = new Prng(seed);
            Elements elements = empty(type);
            for (int i = prng.nextInt(prng.chance(0.5) ? 4 * ELEMENTS_MAX : ELEMENTS_MAX / 5);
                    i >= 0;
                    i--) {
                change(elements, prng);
            }
            List<String> wanted = described(elements.copy());

            var parts = parts(elements);
            assertThat(parts.size()).isEqualTo(wanted.size());
            var found = new ArrayList<String>();
            while (parts.more()) {
                for (int i = prng.nextInt(20); i > 0; i--) {
                    change(elements, prng);
                }
                List<String> part = described(parts.next(PART_ELEMENTS, Long.MAX_VALUE));
                assertThat(part).hasSizeLessThanOrEqualTo(PART_ELEMENTS);
                found.addAll(part);
            }
            parts.close();

            assertThat(inOrder(type, found)).as("%s, seed %d", type, seed).isEqualTo(wanted);
            elements.clear();
        }
        assertThat(blocks.usedBytes()).as("bytes in use at the end").isZero();
    }

    @Test
    void onlyWhatIsStillToComeIsKept() {
        var list = new BytesList(blocks);
        byte[] element = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        for (int i = 0; i < 4; i++) {
            list.addLast(element, 0, element.length);
        }
        var parts = parts(list);
        parts.next(2, Long.MAX_VALUE);

        list.set(1, element, 0, element.length);
        assertThat(parts.bytesPreserved()).as("of what has gone already").isZero();
        list.set(2, element, 0, element.length);
        list.set(2, element, 0, element.length);
        list.addLast(element, 0, element.length);
        list.removeLast();

        assertThat(parts.bytesPreserved()).isEqualTo(element.length);
    }

    @Test
    void elementsThatNobodyElseNeedsGoWithTheLastPart() {
        var list = new BytesList(blocks);
        byte[] element = {1};
        list.addLast(element, 0, 1);
        list.addLast(element, 0, 1);
        var parts = parts(list);

        list.drop();
        assertThat(described(parts.next(1, Long.MAX_VALUE))).hasSize(1);
        assertThat(described(parts.next(1, Long.MAX_VALUE))).hasSize(1);
        assertThat(blocks.usedBytes()).isPositive();
        parts.close();

        assertThat(blocks.usedBytes()).isZero();
    }
}
