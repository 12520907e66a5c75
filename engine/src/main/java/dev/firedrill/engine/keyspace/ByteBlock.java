package dev.firedrill.engine.keyspace;

import java.lang.foreign.MemorySegment;

/// One or two byte strings in a block: an element of a list, a member of a set, a field with its
/// value.
///
/// ```
/// short:  first length 2 | second length 2 | first | second
/// long:   65535 2 | unused 2 | first length 4 | second length 4 | first | second
/// ```
final class ByteBlock {
    private static final int LONG = 0xffff;
    private static final int SHORT_HEAD = 4;
    private static final int LONG_HEAD = 12;

    private ByteBlock() {}

    private static boolean isLong(int first, int second) {
        return first >= LONG || second >= LONG;
    }

    private static long bytes(int first, int second) {
        return (isLong(first, second) ? LONG_HEAD : SHORT_HEAD) + (long) first + second;
    }

    /// The address of a block with the first string and room for the second.
    static int take(Blocks blocks, byte[] first, int offset, int length, int secondLength) {
        int address = blocks.take(bytes(length, secondLength));
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        if (isLong(length, secondLength)) {
            Layout.putShort(segment, at, LONG);
            Layout.putInt(segment, at + 4, length);
            Layout.putInt(segment, at + 8, secondLength);
        } else {
            Layout.putShort(segment, at, length);
            Layout.putShort(segment, at + 2, secondLength);
        }
        Layout.put(segment, firstAt(segment, at), first, offset, length);
        return address;
    }

    static void give(Blocks blocks, int address) {
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        blocks.give(address, bytes(firstLength(segment, at), secondLength(segment, at)));
    }

    static int firstLength(MemorySegment segment, long at) {
        int length = Layout.getShort(segment, at);
        return length == LONG ? Layout.getInt(segment, at + 4) : length;
    }

    static int secondLength(MemorySegment segment, long at) {
        boolean isLong = Layout.getShort(segment, at) == LONG;
        return isLong ? Layout.getInt(segment, at + 8) : Layout.getShort(segment, at + 2);
    }

    static long firstAt(MemorySegment segment, long at) {
        return at + (Layout.getShort(segment, at) == LONG ? LONG_HEAD : SHORT_HEAD);
    }

    static long secondAt(MemorySegment segment, long at) {
        return firstAt(segment, at) + firstLength(segment, at);
    }

    static byte[] first(Blocks blocks, int address) {
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Layout.bytes(segment, firstAt(segment, at), firstLength(segment, at));
    }

    static byte[] second(Blocks blocks, int address) {
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return Layout.bytes(segment, secondAt(segment, at), secondLength(segment, at));
    }

    /// The second string's bytes; it has the length already.
    static void second(Blocks blocks, int address, byte[] array, int offset, int length) {
        MemorySegment segment = blocks.segment(address);
        Layout.put(segment, secondAt(segment, Blocks.offset(address)), array, offset, length);
    }

    static boolean hasFirst(Blocks blocks, int address, byte[] array, int offset, int length) {
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        return firstLength(segment, at) == length
                && KeyHash.same(segment, firstAt(segment, at), array, offset, length);
    }
}
