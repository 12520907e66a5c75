package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A small collection in one piece, as it lies in the block of its entry: no object, no index and
/// no block for each of its elements.
///
/// ```
/// list:        (length | bytes)*
/// set:         expanded 1 | (length | bytes)*
/// hash:        expanded 1 | (length | field | length | value)*
/// sorted set:  expanded 1 | (length | member | score 8)*, in order
/// length:      1, or 0xFF and 4
/// ```
final class SmallElements {
    private static final int ELEMENTS_MAX = 64;
    private static final int BYTES_MAX = 4096;
    private static final int LONG_LENGTH = 0xff;

    private SmallElements() {}

    /// Whether a collection of that size may be packed, and its unpacked form with it, as soon as
    /// another one is looked at: who visits its elements must do so on a copy.
    static boolean mayClose(int size) {
        return size <= ELEMENTS_MAX;
    }

    /// Null when it is too large to be kept so.
    static byte @Nullable [] pack(Elements elements) {
        int size = elements.size();
        if (size > ELEMENTS_MAX || elements.bytes() > BYTES_MAX) {
            return null;
        }
        var out = ByteBuffer.allocate((int) elements.bytes() + 1 + size * (2 * 5 + Double.BYTES));
        switch (elements) {
            case BytesList list -> {
                for (int i = 0; i < size; i++) {
                    put(out, list.get(i));
                }
            }
            case Elements.OfSet(BytesTable members) -> {
                putForm(out, elements);
                members.forEach((member, _) -> put(out, member));
            }
            case Elements.OfHash(BytesTable fields) -> {
                putForm(out, elements);
                fields.forEach((field, value) -> {
                    put(out, field);
                    put(out, value);
                });
            }
            case BytesRanking ranking -> {
                putForm(out, elements);
                for (Value.Ranking.Scored scored : ranking.toList()) {
                    put(out, scored.member());
                    out.putDouble(scored.score());
                }
            }
        }
        byte[] packed = new byte[out.position()];
        out.flip().get(packed);
        return packed;
    }

    private static void putForm(ByteBuffer out, Elements elements) {
        out.put((byte) (elements.expanded() ? 1 : 0));
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        if (bytes.length < LONG_LENGTH) {
            out.put((byte) bytes.length);
        } else {
            out.put((byte) LONG_LENGTH).putInt(bytes.length);
        }
        out.put(bytes);
    }

    private static byte[] take(ByteBuffer in) {
        int length = in.get() & 0xff;
        byte[] bytes = new byte[length == LONG_LENGTH ? in.getInt() : length];
        in.get(bytes);
        return bytes;
    }

    /// Puts all of a packed collection into an empty one of its type.
    static void unpack(byte[] packed, Elements empty) {
        var in = ByteBuffer.wrap(packed);
        switch (empty) {
            case BytesList list -> {
                while (in.hasRemaining()) {
                    byte[] element = take(in);
                    list.addLast(element, 0, element.length);
                }
            }
            case Elements.OfSet(BytesTable members) -> {
                empty.expanded(in.get() == 1);
                while (in.hasRemaining()) {
                    members.put(take(in));
                }
            }
            case Elements.OfHash(BytesTable fields) -> {
                empty.expanded(in.get() == 1);
                while (in.hasRemaining()) {
                    fields.put(take(in), take(in));
                }
            }
            case BytesRanking ranking -> {
                // Scores are as they were; no limit is looked at on the way.
                boolean expanded = in.get() == 1;
                ranking.expanded(true);
                while (in.hasRemaining()) {
                    byte[] member = take(in);
                    ranking.put(member, 0, member.length, in.getDouble());
                }
                ranking.expanded(expanded);
            }
        }
    }
}
