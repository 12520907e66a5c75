package dev.firedrill.engine.keyspace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers and bytes in foreign memory, at any offset; little end first, whatever the machine.
final class Layout {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Layout() {}

    static int getByte(MemorySegment segment, long offset) {
        return segment.get(BYTE, offset) & 0xff;
    }

    static void putByte(MemorySegment segment, long offset, int value) {
        segment.set(BYTE, offset, (byte) value);
    }

    static int getShort(MemorySegment segment, long offset) {
        return segment.get(SHORT, offset) & 0xffff;
    }

    static void putShort(MemorySegment segment, long offset, int value) {
        segment.set(SHORT, offset, (short) value);
    }

    static int getInt(MemorySegment segment, long offset) {
        return segment.get(INT, offset);
    }

    static void putInt(MemorySegment segment, long offset, int value) {
        segment.set(INT, offset, value);
    }

    static long getLong(MemorySegment segment, long offset) {
        return segment.get(LONG, offset);
    }

    static void putLong(MemorySegment segment, long offset, long value) {
        segment.set(LONG, offset, value);
    }

    static void get(MemorySegment segment, long offset, byte[] target, int at, int length) {
        MemorySegment.copy(segment, BYTE, offset, target, at, length);
    }

    static void put(MemorySegment segment, long offset, byte[] source, int at, int length) {
        MemorySegment.copy(source, at, segment, BYTE, offset, length);
    }

    static byte[] bytes(MemorySegment segment, long offset, int length) {
        byte[] copied = new byte[length];
        get(segment, offset, copied, 0, length);
        return copied;
    }

    /// Byte by byte, unsigned; the shorter of two that begin alike comes first.
    static int compare(MemorySegment segment, long offset, int length, byte[] other) {
        int common = Math.min(length, other.length);
        for (int i = 0; i < common; i++) {
            int difference = getByte(segment, offset + i) - (other[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return length - other.length;
    }
}
