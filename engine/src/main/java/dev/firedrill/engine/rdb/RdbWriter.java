package dev.firedrill.engine.rdb;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.keyspace.SnapshotWriter;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes Redis's snapshot format, version 10 (loadable by redis-server 7.0).
///
/// First [#begin], then entries in any order, then [#end].
public final class RdbWriter implements SnapshotWriter {
    private static final int BUFFER_BYTES_MIN = 8 * 1024;
    private static final int BUFFER_BYTES_KEPT_MAX = 1024 * 1024;

    /// As much waits on the heap, if there is another place.
    private static final int HEAP_BYTES_MAX = 512 * 1024;

    private static final int PACKED_BYTES_MIN = 21;

    /// A sign and ten digits.
    private static final int INTEGER_BYTES_MAX = 11;

    /// Redis compresses longer strings too, but in a process of its own. Here commands wait for it,
    /// and this is what fits into one slice of a snapshot. Those that come in parts are longer.
    private static final int PACKED_BYTES_MAX = 64 * 1024;

    /// What compression has to save at least.
    private static final int SAVED_BYTES_MIN = 4;

    private final @Nullable Crc64 checksum;
    private final @Nullable Lzf lzf;
    private byte[] packed = new byte[0];
    private byte[] buffer = new byte[BUFFER_BYTES_MIN];
    private int length;

    /// What stands before the bytes of `buffer`, outside of the heap.
    private @Nullable LongBytes front;

    private int selected = -1;
    private long drained;
    private long entries;
    private boolean summedToEnd;

    /// The number of bytes of the buffer that the checksum includes.
    private int summed;

    /// Without compression, with a checksum.
    public RdbWriter() {
        this(false, true);
    }

    /// @param memory where what waits to be drained goes when it is much: a value that is about to
    ///   change is written out at once, however long it is
    public RdbWriter(boolean compressed, boolean checked, TransitMemory memory) {
        this(compressed, checked);
        front = new LongBytes(memory);
    }

    /// @param compressed whether strings are compressed where it pays
    /// @param checked whether the file ends with its checksum; with zero, which stands for none, if
    ///   not
    public RdbWriter(boolean compressed, boolean checked) {
        lzf = compressed ? new Lzf() : null;
        checksum = checked ? new Crc64() : null;
    }

    /// The header: magic, version and remarks, each of which Redis would write at this place.
    ///
    /// @param aux name and value of each, in order; see [RdbHeader] for Redis's own
    public void begin(RdbAux aux) {
        byte[] magic =
                String.format(Locale.ROOT, "REDIS%04d", RdbTypes.VERSION)
                        .getBytes(StandardCharsets.US_ASCII);
        raw(magic, magic.length);
        aux.fields()
                .forEach((name, value) -> {
                    octet(RdbTypes.AUX);
                    string(name.getBytes(StandardCharsets.ISO_8859_1));
                    string(value.getBytes(StandardCharsets.ISO_8859_1));
                });
    }

    @Override
    public void entry(int database, byte[] key, Value value, long expireAtMillis) {
        if (value instanceof Value.Text(byte[] text)) {
            text(database, key, key.length, text, text.length, expireAtMillis);
        } else {
            begin(database, key, value.type(), value.elementCount(), expireAtMillis);
            part(value);
        }
    }

    @Override
    public void text(
            int database,
            byte[] key,
            int keyLength,
            byte[] text,
            int textLength,
            long expireAtMillis) {
        before(database, expireAtMillis);
        octet(RdbTypes.STRING);
        string(key, keyLength);
        string(text, textLength);
        entries++;
    }

    private void before(int database, long expireAtMillis) {
        if (database != selected) {
            octet(RdbTypes.SELECT_DATABASE);
            length(database);
            selected = database;
        }
        if (expireAtMillis != NEVER) {
            octet(RdbTypes.EXPIRE_MILLIS);
            long64(expireAtMillis);
        }
    }

    @Override
    public void begin(int database, byte[] key, ValueType type, int size, long expireAtMillis) {
        before(database, expireAtMillis);
        octet(
                switch (type) {
                    case STRING -> RdbTypes.STRING;
                    case LIST -> RdbTypes.LIST;
                    case SET -> RdbTypes.SET;
                    case HASH -> RdbTypes.HASH;
                    case RANKING -> RdbTypes.ZSET;
                });
        string(key);
        length(size);
        entries++;
    }

    @Override
    public void part(Value part) {
        switch (part) {
            case Value.Text(byte[] text) -> raw(text, text.length);
            case Value.Sequence(List<byte[]> strings) -> strings.forEach(this::string);
            case Value.Members(List<byte[]> strings) -> strings.forEach(this::string);
            case Value.Fields(List<byte[]> pairs) -> pairs.forEach(this::string);
            case Value.Ranking(List<Value.Ranking.Scored> members) -> {
                for (Value.Ranking.Scored scored : members) {
                    string(scored.member());
                    long64(Double.doubleToLongBits(scored.score()));
                }
            }
        }
    }

    /// The end mark and the checksum.
    @Override
    public void end() {
        octet(RdbTypes.END);
        sum();
        // The checksum does not count itself, and nothing follows it.
        long value = checksum == null ? 0 : checksum.value();
        summedToEnd = true;
        long64(value);
    }

    /// What is in the buffer and not summed yet.
    private void sum() {
        if (checksum != null && !summedToEnd) {
            checksum.update(buffer, summed, length - summed);
        }
        summed = length;
    }

    private void reserve(int more) {
        LongBytes outside = front;
        if (outside != null && (long) length + more > HEAP_BYTES_MAX) {
            spill(outside);
        }
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }

    private void octet(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private void spill(LongBytes outside) {
        sum();
        outside.append(buffer, 0, length);
        length = 0;
        summed = 0;
    }

    private void raw(byte[] bytes, int count) {
        reserve(count);
        System.arraycopy(bytes, 0, buffer, length, count);
        length += count;
    }

    /// Little end first.
    private void long64(long value) {
        reserve(Long.BYTES);
        for (int i = 0; i < 64; i += 8) {
            buffer[length++] = (byte) (value >>> i);
        }
    }

    private void length(long value) {
        if (value < 1 << 6) {
            octet((int) value);
        } else if (value < 1 << 14) {
            octet(RdbTypes.LENGTH_14 << 6 | (int) (value >>> 8));
            octet((int) value);
        } else {
            octet(RdbTypes.LENGTH_32);
            for (int i = 24; i >= 0; i -= 8) {
                octet((int) (value >>> i));
            }
        }
    }

    private void string(byte[] bytes) {
        string(bytes, bytes.length);
    }

    private void string(byte[] bytes, int count) {
        if (count <= INTEGER_BYTES_MAX && integer(bytes, count)) {
            return;
        }
        if (count >= PACKED_BYTES_MIN
                && count <= PACKED_BYTES_MAX
                && lzf != null
                && packed(lzf, bytes, count)) {
            return;
        }
        length(count);
        raw(bytes, count);
    }

    private boolean packed(Lzf lzf, byte[] bytes, int count) {
        if (packed.length < count) {
            packed = new byte[Math.max(1024, count)];
        }
        int packedBytes = lzf.pack(bytes, count, packed, count - SAVED_BYTES_MIN);
        if (packedBytes == 0) {
            return false;
        }
        octet(RdbTypes.ENCODED << 6 | RdbTypes.ENCODED_LZF);
        length(packedBytes);
        length(count);
        raw(packed, packedBytes);
        return true;
    }

    /// Short numbers are kept as such; only if they read back as the same text.
    private boolean integer(byte[] bytes, int count) {
        if (count == 0) {
            return false;
        }
        byte first = bytes[0];
        if (first != '-' && (first < '0' || first > '9')) {
            return false;
        }
        long value = 0;
        int digits = first == '-' ? 1 : 0;
        if (count == digits || (bytes[digits] == '0' && count > 1)) {
            // A leading zero, or zero with a sign, would not come back.
            return false;
        }
        for (int i = digits; i < count; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        value = digits == 1 ? -value : value;
        if (value != (int) value) {
            return false;
        }
        int encoding =
                value == (byte) value
                        ? RdbTypes.ENCODED_INT8
                        : value == (short) value ? RdbTypes.ENCODED_INT16 : RdbTypes.ENCODED_INT32;
        octet(RdbTypes.ENCODED << 6 | encoding);
        int bits = 8 << encoding;
        for (int i = 0; i < bits; i += 8) {
            octet((int) (value >>> i));
        }
        return true;
    }

    @Override
    public long pending() {
        LongBytes outside = front;
        return (outside == null ? 0 : outside.length()) + length;
    }

    @Override
    public void drainTo(LongBytes.Borrower borrower, Consumer<ByteBuffer> copier) {
        LongBytes outside = front;
        if (outside != null && outside.length() > 0) {
            drained += outside.length();
            outside.lend(borrower);
        }
        if (length > 0) {
            copier.accept(drain());
        }
    }

    @Override
    public void release() {
        LongBytes outside = front;
        if (outside != null) {
            outside.release();
        }
    }

    /// The waiting bytes of one that holds all of them on the heap, to be read before the next
    /// call; they count as drained.
    public ByteBuffer drain() {
        sum();
        var bytes = ByteBuffer.wrap(buffer, 0, length);
        drained += length;
        length = 0;
        summed = 0;
        if (buffer.length > BUFFER_BYTES_KEPT_MAX) {
            buffer = new byte[BUFFER_BYTES_MIN];
        }
        return bytes;
    }

    @Override
    public long bytes() {
        return drained + pending();
    }

    @Override
    public long entries() {
        return entries;
    }
}
