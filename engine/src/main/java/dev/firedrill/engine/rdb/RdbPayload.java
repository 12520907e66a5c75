package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// One value as DUMP answers it and RESTORE takes it: its type and content as in a snapshot, then
/// the version of the format and a checksum. Source: behaviour of redis-server 7.0.
public final class RdbPayload {
    private static final int VERSION_BYTES = 2;
    private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

    /// `SELECTDB 0`, before the type.
    private static final int BEFORE_TYPE = 2;

    private static final byte[] HEADER = {'R', 'E', 'D', 'I', 'S', '0', '0', '1', '0'};

    private RdbPayload() {}

    public static byte[] of(Value value) {
        var writer = new RdbWriter();
        writer.entry(0, new byte[0], value, EntrySink.NEVER);
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

    /// Null when the content is no value that is known here.
    public static @Nullable Value read(byte[] payload) {
        if (!RdbTypes.isRead(payload[0] & 0xff)) {
            // Among them the marks of the file format, which are not types at all.
            return null;
        }
        var file = new ByteArrayOutputStream();
        file.writeBytes(HEADER);
        file.write(payload[0]);
        file.write(0);
        file.write(payload, 1, payload.length - 1 - FOOTER_BYTES);
        file.write(RdbTypes.END);
        file.writeBytes(new byte[Long.BYTES]);
        byte[] bytes = file.toByteArray();
        var found = new ArrayList<Value>();
        var reader = new RdbReader(1, (_, _, value, _) -> found.add(value));
        int taken = reader.feed(bytes, 0, bytes.length);
        boolean complete = reader.progress() instanceof RdbProgress.Complete;
        return complete && taken == bytes.length && found.size() == 1 ? found.getFirst() : null;
    }
}
