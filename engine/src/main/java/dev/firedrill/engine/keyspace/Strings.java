package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Strings of one database. Operations on a handle expect an entry of type [ValueType#STRING].
public final class Strings {
    private final Database database;

    Strings(Database database) {
        this.database = database;
    }

    private byte[] text(int entry) {
        return (byte[]) database.table().value(entry - 1);
    }

    private int store(int entry, byte[] value) {
        database.table().aboutToChange(entry - 1);
        database.table().setValue(entry - 1, value);
        database.changed(entry - 1, 1);
        return entry;
    }

    /// SET: puts a string in place of whatever was there.
    ///
    /// @param expireAtMillis Unix time, [Database#NEVER] or [Database#KEEP]
    /// @return the entry's new handle
    public int set(
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            long expireAtMillis) {
        database.reap();
        byte[] copied = Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength);
        int entry = database.place(key, keyOffset, keyLength, copied, expireAtMillis);
        database.changed(entry, 1);
        return entry + 1;
    }

    /// Other bytes for an existing string; the expiry stays (INCR, SETRANGE).
    ///
    /// @return the entry's new handle
    public int replace(int entry, byte[] value, int offset, int length) {
        return store(entry, Arrays.copyOfRange(value, offset, offset + length));
    }

    /// @return the entry's new handle
    public int append(int entry, byte[] tail, int offset, int length) {
        byte[] old = text(entry);
        byte[] joined = Arrays.copyOf(old, old.length + length);
        System.arraycopy(tail, offset, joined, old.length, length);
        return store(entry, joined);
    }

    /// Overwrites from `at` on; a gap is filled with zero bytes. The caller has refused what would
    /// exceed 512 MB.
    ///
    /// @return the entry's new handle
    public int setRange(int entry, int at, byte[] part, int offset, int length) {
        byte[] old = text(entry);
        byte[] changed = Arrays.copyOf(old, Math.max(old.length, at + length));
        System.arraycopy(part, offset, changed, at, length);
        return store(entry, changed);
    }

    public int length(int entry) {
        return text(entry).length;
    }

    public byte[] bytes(int entry) {
        return text(entry).clone();
    }

    /// Copies `length` bytes from position `from` of the string.
    public void copy(int entry, int from, int length, byte[] target, int targetOffset) {
        System.arraycopy(text(entry), from, target, targetOffset, length);
    }

    /// Copies at the target's position and moves it.
    public void copy(int entry, int from, int length, ByteBuffer target) {
        target.put(text(entry), from, length);
    }
}
