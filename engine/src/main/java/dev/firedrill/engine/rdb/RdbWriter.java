package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Writes Redis's snapshot format, version 10 (loadable by redis-server 7.0), into a buffer that
/// the owner drains in pieces: the file is never whole in memory.
///
/// First [#begin], then entries in any order, then [#end].
public final class RdbWriter implements EntrySink {
    private static final int BUFFER_BYTES_MIN = 8 * 1024;
    private static final int BUFFER_BYTES_KEPT_MAX = 1024 * 1024;

    private final Crc64 checksum = new Crc64();
    private byte[] buffer = new byte[BUFFER_BYTES_MIN];
    private int length;
    private int selected = -1;
    private long drained;
    private long entries;
    private boolean ended;

    /// The header: magic, version and remarks, each of which Redis would write at this place.
    ///
    /// @param aux name and value of each, in order; see [RdbHeader] for Redis's own
    public void begin(RdbAux aux) {
        raw("REDIS%04d".formatted(RdbTypes.VERSION).getBytes(StandardCharsets.US_ASCII));
        aux.fields()
                .forEach((name, value) -> {
                    octet(RdbTypes.AUX);
                    string(name.getBytes(StandardCharsets.ISO_8859_1));
                    string(value.getBytes(StandardCharsets.ISO_8859_1));
                });
    }

    @Override
    public void entry(int database, byte[] key, Value value, long expireAtMillis) {
        if (database != selected) {
            octet(RdbTypes.SELECT_DATABASE);
            length(database);
            selected = database;
        }
        if (expireAtMillis != NEVER) {
            octet(RdbTypes.EXPIRE_MILLIS);
            long64(expireAtMillis);
        }
        switch (value) {
            case Value.Text(byte[] text) -> {
                octet(RdbTypes.STRING);
                string(key);
                string(text);
            }
            case Value.Sequence(List<byte[]> elements) -> strings(RdbTypes.LIST, key, elements);
            case Value.Members(List<byte[]> elements) -> strings(RdbTypes.SET, key, elements);
            case Value.Fields(List<byte[]> pairs) -> {
                octet(RdbTypes.HASH);
                string(key);
                length(pairs.size() / 2);
                pairs.forEach(this::string);
            }
            case Value.Ranking(List<Value.Ranking.Scored> members) -> {
                octet(RdbTypes.ZSET);
                string(key);
                length(members.size());
                for (Value.Ranking.Scored scored : members) {
                    string(scored.member());
                    long64(Double.doubleToLongBits(scored.score()));
                }
            }
        }
        entries++;
    }

    private void strings(int type, byte[] key, List<byte[]> elements) {
        octet(type);
        string(key);
        length(elements.size());
        elements.forEach(this::string);
    }

    /// The end mark and the checksum.
    public void end() {
        octet(RdbTypes.END);
        checksum.update(buffer, 0, length);
        // The checksum does not count itself, and nothing follows it.
        ended = true;
        long64(checksum.value());
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }

    private void octet(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /// Little end first.
    private void long64(long value) {
        for (int i = 0; i < 64; i += 8) {
            octet((int) (value >>> i));
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
        if (bytes.length <= 11 && integer(bytes)) {
            return;
        }
        length(bytes.length);
        raw(bytes);
    }

    /// Short numbers are kept as such; only if they read back as the same text.
    private boolean integer(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > 11) {
            return false;
        }
        byte first = bytes[0];
        if (first != '-' && (first < '0' || first > '9')) {
            return false;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return false;
        }
        if (value != (int) value || !Long.toString(value).equals(text)) {
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

    /// How many bytes wait to be drained.
    public int pending() {
        return length;
    }

    /// The waiting bytes, to be read before the next call; they count as drained.
    public ByteBuffer drain() {
        if (!ended) {
            checksum.update(buffer, 0, length);
        }
        var bytes = ByteBuffer.wrap(buffer, 0, length);
        drained += length;
        length = 0;
        if (buffer.length > BUFFER_BYTES_KEPT_MAX) {
            buffer = new byte[BUFFER_BYTES_MIN];
        }
        return bytes;
    }

    /// Written so far, drained or not.
    public long bytes() {
        return drained + length;
    }

    public long entries() {
        return entries;
    }
}
