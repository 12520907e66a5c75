package dev.firedrill.engine.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/// Draws random members, with or without repetition.
final class Draws {
    private Draws() {}

    /// The number of members to draw. A negative count allows the same member more than once.
    static long count(Call call, int index) throws Refused {
        return call.integerBetween(index, -Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /// @param entry the collection; its size bounds the memory that the drawn members take
    /// @param members called when every member is needed anyway
    /// @param one draws one of them
    static List<byte[]> draw(
            Call call,
            int entry,
            long count,
            int size,
            Supplier<List<byte[]>> members,
            Supplier<byte[]> one)
            throws Refused {
        double drawnMax = count < 0 ? -(double) count : size;
        call.needsHeap((long) (drawnMax / Math.max(1, size) * call.heapBytesOf(entry)));
        call.needsHeap((long) (drawnMax * Long.BYTES));
        if (count < 0) {
            var drawn = new ArrayList<byte[]>();
            for (long i = 0; i > count; i--) {
                drawn.add(one.get());
            }
            return drawn;
        }
        if (count >= size) {
            return members.get();
        }
        // The smaller part is drawn, or the last ones would take long to be hit.
        boolean excludes = count > size / 2;
        var hit = new LinkedHashSet<Member>();
        while (hit.size() < (excludes ? size - count : count)) {
            hit.add(new Member(one.get()));
        }
        if (!excludes) {
            return hit.stream().map(Member::bytes).toList();
        }
        return members.get().stream().filter(member -> !hit.contains(new Member(member))).toList();
    }
}
