package dev.firedrill.engine.keyspace;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Hashes of byte strings, the same whether they lie in an array or in foreign memory.
///
/// Each database has a secret of its own, drawn from the node's chance: who does not know it cannot
/// choose keys that fall into one place. Multiply and fold, eight bytes at a time.
final class KeyHash {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD1B54A32D192ED03L;

    private final long secret;

    KeyHash(long secret) {
        this.secret = secret;
    }

    private static long fold(long one, long other) {
        return (one * other) ^ Math.unsignedMultiplyHigh(one, other);
    }

    private static long mixed(long hash, long eight) {
        return fold(hash ^ eight ^ FIRST, (SECOND ^ (hash >>> 32)) | 1);
    }

    long of(byte[] array, int offset, int length) {
        long hash = secret ^ (length * FIRST);
        int at = offset;
        int end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mixed(hash, (long) LONGS.get(array, at));
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            rest |= (array[at] & 0xffL) << shift;
        }
        return fold(mixed(hash, rest) ^ FIRST, SECOND);
    }

    long of(MemorySegment segment, long offset, int length) {
        long hash = secret ^ (length * FIRST);
        long at = offset;
        long end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mixed(hash, Layout.getLong(segment, at));
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            rest |= (long) Layout.getByte(segment, at) << shift;
        }
        return fold(mixed(hash, rest) ^ FIRST, SECOND);
    }

    static boolean same(MemorySegment segment, long offset, byte[] array, int from, int length) {
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (Layout.getLong(segment, offset + at) != (long) LONGS.get(array, from + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (Layout.getByte(segment, offset + at) != (array[from + at] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
