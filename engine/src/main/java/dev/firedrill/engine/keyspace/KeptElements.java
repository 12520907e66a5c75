package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Elements of a large collection as they were before a command changed them, by their numbers. A
/// snapshot reads them later. They lie in the foreign memory of the collection's own table, because
/// a client can change as many of them as the collection has.
final class KeptElements {
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final BytesTable byNumber;

    KeptElements(BytesTable empty) {
        byNumber = empty;
    }

    /// An element of a list, a member, or a field with its value.
    record Element(byte[] first, byte[] second) {
        long bytes() {
            return (long) first.length + second.length;
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    boolean has(long number) {
        return byNumber.size() > 0 && byNumber.contains(key(number), 0, Long.BYTES);
    }

    /// @param element null if nothing was under the number
    void keep(long number, @Nullable Element element) {
        byte[] stored = {};
        if (element != null) {
            stored =
                    ByteBuffer.allocate(LENGTH_BYTES + Math.toIntExact(element.bytes()))
                            .putInt(element.first().length)
                            .put(element.first())
                            .put(element.second())
                            .array();
        }
        byNumber.put(key(number), stored);
    }

    /// What was under the number; it is kept no longer.
    @Nullable Element take(long number) {
        byte[] key = key(number);
        byte[] stored = byNumber.get(key, 0, key.length);
        byNumber.remove(key, 0, key.length);
        if (stored == null || stored.length == 0) {
            return null;
        }
        int secondAt = LENGTH_BYTES + ByteBuffer.wrap(stored).getInt();
        return new Element(
                Arrays.copyOfRange(stored, LENGTH_BYTES, secondAt),
                Arrays.copyOfRange(stored, secondAt, stored.length));
    }

    /// Gives all memory back.
    void clear() {
        byNumber.clear();
    }
}
