package dev.firedrill.engine.rdb;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicatesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> different(int count) {
        var elements = new ArrayList<byte[]>();
        for (int i = 0; i < count; i++) {
            elements.add(bytes("member " + i));
        }
        return elements;
    }

    private static void isRefused(List<byte[]> elements, int step) {
        assertThatThrownBy(() -> Duplicates.refuse(elements, step))
                .isInstanceOf(Damaged.class)
                .hasMessageContaining("the same twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 9, 10, 1000, 50_000})
    void theSameTwiceIsFoundWhereverItStands(int count) {
        assertThatCode(() -> Duplicates.refuse(different(count), 1)).doesNotThrowAnyException();
        for (int[] places : new int[][] {{0, 1}, {0, count - 1}, {count / 2, count - 1}}) {
            if (places[0] == places[1]) {
                continue;
            }
            List<byte[]> elements = different(count);
            elements.set(places[1], elements.get(places[0]).clone());
            isRefused(elements, 1);
        }
    }

    @Test
    void valuesOfFieldsMayBeTheSame() {
        var pairs = new ArrayList<byte[]>();
        for (byte[] field : different(20)) {
            pairs.add(field);
            pairs.add(bytes("value"));
        }
        assertThatCode(() -> Duplicates.refuse(pairs, 2)).doesNotThrowAnyException();
        pairs.set(38, pairs.get(0));
        isRefused(pairs, 2);
    }

    /// "Aa" and "BB" hash to the same, and so does any row of them: 2^17 members with one hash. To
    /// compare each with each would take minutes.
    @Test
    @Timeout(30)
    void membersMadeToHashAlikeAreFoundOutInTheSameTime() {
        var elements = new ArrayList<byte[]>();
        for (int i = 0; i < 1 << 17; i++) {
            var text = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                text.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
            }
            elements.add(bytes(text.toString()));
        }
        assertThatCode(() -> Duplicates.refuse(elements, 1)).doesNotThrowAnyException();
        elements.set(70_000, elements.get(3).clone());
        isRefused(elements, 1);
    }
}
