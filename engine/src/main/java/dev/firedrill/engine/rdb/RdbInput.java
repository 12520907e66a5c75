package dev.firedrill.engine.rdb;

import dev.firedrill.engine.base.Limits;
import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of a snapshot as they arrive, and the parts that everything in it is made of.
///
/// Its user reads in steps and says [#commit] after each. A step that the bytes do not suffice for
/// ends with [Underflow] and is tried again from its start once more have come; so a step is short.
/// A long string is the exception: it is taken over piece by piece, and has to be the first thing
/// in its step. No memory is taken because of a length that was announced, only for what arrived.
final class RdbInput {

    /// A string up to this length waits in the buffer until it is whole.
    private static final int WAITING_BYTES_MAX = 16 * 1024;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Crc64 checksum = new Crc64();
    private byte[] buffer = new byte[16 * 1024];

    /// What stands before is in the checksum; never beyond `start`.
    private int summed;

    /// The present step begins at `start`; `at` moves within it.
    private int start;

    private int at;
    private int end;

    /// Bytes of the file before the first of the buffer.
    private long before;

    private final ReadingRoom room;
    private @Nullable Arriving arriving;

    /// A string that is too long for the heap, as far as it has come, and how many bytes of the
    /// file are left of it.
    private @Nullable LongBytes longString;

    private long longLeft;
    private @Nullable LzfStream unpacking;

    RdbInput(ReadingRoom room) {
        this.room = room;
    }

    /// A long string on its way.
    private static final class Arriving {
        private final int wantedBytes;
        private final long plainBytes;
        private byte[] bytes;
        private int length;

        /// @param plainBytes what it comes to once unpacked, -1 if it is not packed
        Arriving(int wantedBytes, long plainBytes, int firstBytes) {
            this.wantedBytes = wantedBytes;
            this.plainBytes = plainBytes;
            bytes = new byte[Math.min(wantedBytes, Math.max(firstBytes, WAITING_BYTES_MAX))];
        }

        int take(byte[] from, int offset, int available) {
            int taken = Math.min(wantedBytes - length, available);
            if (bytes.length - length < taken) {
                long doubled = Math.max(2L * bytes.length, (long) length + taken);
                bytes = Arrays.copyOf(bytes, (int) Math.min(wantedBytes, doubled));
            }
            System.arraycopy(from, offset, bytes, length, taken);
            length += taken;
            return taken;
        }
    }

    void append(byte[] bytes, int offset, int length) {
        if (buffer.length - end < length) {
            sum();
            int used = end - start;
            byte[] target = buffer.length - used >= length ? buffer : new byte[used + length];
            System.arraycopy(buffer, start, target, 0, used);
            before += start;
            buffer = target;
            summed = 0;
            start = 0;
            at = 0;
            end = used;
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    /// The step is done.
    void commit() {
        start = at;
    }

    /// The step is tried again later.
    void rewind() {
        at = start;
        sum();
    }

    private void sum() {
        checksum.update(buffer, summed, start - summed);
        summed = start;
    }

    /// Of everything up to the last commit.
    long checksum() {
        sum();
        return checksum.value();
    }

    /// How much of the file was read.
    long offset() {
        return before + at;
    }

    /// How much of the file was given.
    long given() {
        return before + end;
    }

    int left() {
        return end - at;
    }

    private void need(int bytes) throws Underflow {
        if (end - at < bytes) {
            throw new Underflow();
        }
    }

    int octet() throws Underflow {
        need(1);
        return buffer[at++] & 0xff;
    }

    int int32() throws Underflow {
        return (int) little(4);
    }

    long long64() throws Underflow {
        need(8);
        long value = (long) EIGHT_BYTES.get(buffer, at);
        at += 8;
        return value;
    }

    /// Signed, little end first.
    private long little(int width) throws Underflow {
        need(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (buffer[at++] & 0xffL) << (8 * i);
        }
        int unused = 64 - 8 * width;
        return value << unused >> unused;
    }

    /// A few bytes, fewer than wait in the buffer.
    byte[] few(int length) throws Underflow {
        need(length);
        at += length;
        return Arrays.copyOfRange(buffer, at - length, at);
    }

    long length() throws Underflow, Damaged {
        int first = octet();
        return switch (first >>> 6) {
            case RdbTypes.LENGTH_6 -> first & 0x3f;
            case RdbTypes.LENGTH_14 -> (first & 0x3f) << 8 | octet();
            case 2 -> longLength(first);
            default -> throw new Damaged("an encoded string stands where a length belongs");
        };
    }

    private long longLength(int first) throws Underflow, Damaged {
        int bytes =
                switch (first) {
                    case RdbTypes.LENGTH_32 -> 4;
                    case RdbTypes.LENGTH_64 -> 8;
                    default -> throw new Damaged("a length of kind " + first);
                };
        need(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (buffer[at++] & 0xff);
        }
        if (value < 0) {
            throw new Damaged("a length beyond all bounds");
        }
        return value;
    }

    byte[] string() throws Underflow, Damaged {
        if (arriving != null) {
            return arrived(arriving);
        }
        int first = octet();
        if (first >>> 6 != RdbTypes.ENCODED) {
            at--;
            return bytes(length(), -1);
        }
        int encoding = first & 0x3f;
        if (encoding == RdbTypes.ENCODED_LZF) {
            long packed = length();
            long plain = length();
            Lzf.checkPromise(packed, plain, Limits.STRING_BYTES_MAX);
            return bytes(packed, plain);
        }
        if (encoding > RdbTypes.ENCODED_INT32) {
            throw new Damaged("a string of encoding " + encoding);
        }
        return Long.toString(little(1 << encoding)).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] bytes(long length, long plain) throws Underflow, Damaged {
        if (length > Limits.STRING_BYTES_MAX) {
            throw new Damaged("a string of " + length + " bytes");
        }
        room.check(Math.max(length, plain));
        int wanted = (int) length;
        if (left() < wanted) {
            if (wanted <= WAITING_BYTES_MAX) {
                throw new Underflow();
            }
            var begun = new Arriving(wanted, plain, left());
            arriving = begun;
            return arrived(begun);
        }
        at += wanted;
        byte[] bytes = Arrays.copyOfRange(buffer, at - wanted, at);
        return plain < 0 ? bytes : Lzf.unpack(bytes, (int) plain);
    }

    /// A long string, which is its reader's from then on; null when the next one is short, or has
    /// no other place than the heap: then [#string] reads it. The first thing in its step, too.
    @Nullable LongBytes longString() throws Underflow, Damaged {
        LongBytes begun = longString;
        TransitMemory memory = room.transit();
        if (begun != null) {
            return arrived(begun);
        }
        if (memory == null || arriving != null) {
            return null;
        }
        int first = octet();
        boolean encoded = first >>> 6 == RdbTypes.ENCODED;
        if (encoded && (first & 0x3f) != RdbTypes.ENCODED_LZF) {
            at = start;
            return null;
        }
        at -= encoded ? 0 : 1;
        long inFile = length();
        long plain = encoded ? length() : inFile;
        if (plain < ReadingRoom.LONG_BYTES_MIN || plain > Limits.STRING_BYTES_MAX) {
            at = start;
            return null;
        }
        if (encoded) {
            Lzf.checkPromise(inFile, plain, Limits.STRING_BYTES_MAX);
        }
        // Once on its way, and once in its place.
        room.checkGrowth(2 * plain);
        commit();
        var created = new LongBytes(memory);
        longString = created;
        longLeft = inFile;
        unpacking = encoded ? new LzfStream(created, plain) : null;
        return arrived(created);
    }

    private LongBytes arrived(LongBytes string) throws Underflow, Damaged {
        int taken = (int) Math.min(longLeft, left());
        LzfStream packed = unpacking;
        if (packed == null) {
            string.append(buffer, at, taken);
        } else {
            packed.feed(buffer, at, taken);
        }
        at += taken;
        longLeft -= taken;
        commit();
        if (longLeft > 0) {
            throw new Underflow();
        }
        if (packed != null) {
            packed.end();
        }
        longString = null;
        return string;
    }

    /// Nothing more is read: gives back what lies outside of the heap.
    void release() {
        LongBytes begun = longString;
        if (begun != null) {
            begun.release();
        }
    }

    private byte[] arrived(Arriving string) throws Underflow, Damaged {
        at += string.take(buffer, at, left());
        commit();
        if (string.length < string.wantedBytes) {
            throw new Underflow();
        }
        arriving = null;
        return string.plainBytes < 0
                ? string.bytes
                : Lzf.unpack(string.bytes, (int) string.plainBytes);
    }
}
