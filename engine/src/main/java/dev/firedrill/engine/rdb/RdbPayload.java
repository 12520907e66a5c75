package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One value as DUMP answers it and RESTORE takes it: its type and content as in a snapshot, then
/// the version of the format and a checksum. Source: behaviour of redis-server 7.0.
public final class RdbPayload {
    private static final int VERSION_BYTES = 2;
    private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

    /// `SELECTDB 0`, before the type.
    private static final int BEFORE_TYPE = 2;

    private static final byte[] NO_KEY = {};

    private RdbPayload() {}

    public static byte[] of(Value value) {
        var writer = new RdbWriter();
        writer.entry(0, NO_KEY, value, EntrySink.NEVER);
        ByteBuffer entry = writer.drain();
        byte[] payload = new byte[entry.remaining() - BEFORE_TYPE - 1 + FOOTER_BYTES];
        // Between type and content stands the key, whose length of zero takes one byte.
        payload[0] = entry.get(BEFORE_TYPE);
        int content = payload.length - 1 - FOOTER_BYTES;
        entry.get(BEFORE_TYPE + 2, payload, 1, content);
        var footer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        footer.putShort(1 + content, (short) RdbTypes.VERSION);
        footer.putLong(payload.length - Long.BYTES, checksum(payload));
        return payload;
    }

    private static long checksum(byte[] payload) {
        var checksum = new Crc64();
        checksum.update(payload, 0, payload.length - Long.BYTES);
        return checksum.value();
    }

    /// Whether version and checksum are right.
    public static boolean isWhole(byte[] payload) {
        if (payload.length <= FOOTER_BYTES) {
            return false;
        }
        var footer = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        int version = footer.getShort(payload.length - FOOTER_BYTES) & 0xffff;
        long written = footer.getLong(payload.length - Long.BYTES);
        return version <= RdbTypes.VERSION && written == checksum(payload);
    }

    /// Null when the content is no value that is known here, or an empty collection.
    ///
    /// @param heapBytesMax what one string in it may come to
    public static @Nullable Value read(byte[] payload, long heapBytesMax) {
        var in = new RdbInput(new ReadingRoom(null, heapBytesMax));
        in.append(payload, 1, payload.length - 1 - FOOTER_BYTES);
        var reader = new RdbValueReader(in);
        try {
            reader.begin(payload[0] & 0xff, NO_KEY, _ -> null);
            Value value = reader.read();
            return in.left() == 0 && !RdbValueReader.isEmpty(value) ? value : null;
        } catch (Underflow | Damaged unreadable) {
            return null;
        }
    }
}
