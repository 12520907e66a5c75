package dev.firedrill.engine.rdb;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// Finds out whether members of a collection, or fields of a hash, are there twice. Redis writes
/// none such; taken silently, one of them would be lost, and nobody would ever know which.
///
/// By sorting rather than by a set: what the bytes of a hostile file hash to cannot make it slow.
final class Duplicates {
    /// With so few, looking at each pair is quickest.
    private static final int PAIRWISE_MAX = 8;

    /// More different elements than this with the same hash cannot be an accident.
    private static final int ALIKE_MAX = 32;

    private Duplicates() {}

    /// @param step 1 for all, 2 to leave out the value behind each field
    static void refuse(List<byte[]> elements, int step) throws Damaged {
        refuse(elements.size() / step, i -> elements.get(i * step));
    }

    static void refuse(int count, IntFunction<byte[]> element) throws Damaged {
        boolean twice =
                count <= PAIRWISE_MAX
                        ? anyTwice(count, element)
                        : anyTwiceAmongAlike(count, element);
        if (twice) {
            throw new Damaged("a collection that holds the same twice");
        }
    }

    private static boolean anyTwice(int count, IntFunction<byte[]> element) {
        for (int i = 1; i < count; i++) {
            byte[] one = element.apply(i);
            for (int j = 0; j < i; j++) {
                if (Arrays.equals(one, element.apply(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean anyTwiceAmongAlike(int count, IntFunction<byte[]> element) {
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = (long) Arrays.hashCode(element.apply(i)) << 32 | i;
        }
        Arrays.sort(hashes);
        int from = 0;
        for (int i = 1; i <= count; i++) {
            if (i < count && hashes[i] >>> 32 == hashes[from] >>> 32) {
                continue;
            }
            int first = from;
            int alike = i - from;
            from = i;
            if (alike > 1 && anyTwiceOf(alike, at -> element.apply((int) hashes[first + at]))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyTwiceOf(int alike, IntFunction<byte[]> element) {
        if (alike <= ALIKE_MAX) {
            return anyTwice(alike, element);
        }
        byte[][] sorted = new byte[alike][];
        Arrays.setAll(sorted, element);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        for (int i = 1; i < alike; i++) {
            if (Arrays.equals(sorted[i - 1], sorted[i])) {
                return true;
            }
        }
        return false;
    }
}
