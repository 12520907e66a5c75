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
        int end = offset + length;
        if (length < Long.BYTES) {
            long few = 0;
            for (int at = offset; at < end; at++) {
                few = few << Byte.SIZE | (array[at] & 0xffL);
            }
            return ended(mixed(hash, few));
        }
        for (int at = offset; at < end - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, (long) LONGS.get(array, at));
        }
        // The last eight, some of them for the second time: quicker than one by one.
        return ended(mixed(hash, (long) LONGS.get(array, end - Long.BYTES)));
    }

    long of(MemorySegment segment, long offset, int length) {
        long hash = secret ^ (length * FIRST);
        long end = offset + length;
        if (length < Long.BYTES) {
            long few = 0;
            for (long at = offset; at < end; at++) {
                few = few << Byte.SIZE | Layout.getByte(segment, at);
            }
            return ended(mixed(hash, few));
        }
        for (long at = offset; at < end - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, Layout.getLong(segment, at));
        }
        return ended(mixed(hash, Layout.getLong(segment, end - Long.BYTES)));
    }

    private static long ended(long hash) {
        return fold(hash ^ FIRST, SECOND);
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
