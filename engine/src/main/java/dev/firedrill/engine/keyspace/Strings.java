package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.LongBytes;

/// Strings of one database. Operations on a handle expect an entry of type [ValueType#STRING].
public final class Strings {
    private final Database database;

    Strings(Database database) {
        this.database = database;
    }

    private byte[] text(int entry) {
        return database.table().text(entry - 1);
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
        int entry =
                database.placeText(
                        key, keyOffset, keyLength, value, valueOffset, valueLength, expireAtMillis);
        database.changed(entry, 1);
        return entry + 1;
    }

    /// SET of a value that lies outside of the heap, from where it is copied into its place.
    ///
    /// @param consumed whether its memory is given back on the way: nobody needs it any more
    /// @return the entry's new handle
    public int set(
            byte[] key,
            int keyOffset,
            int keyLength,
            LongBytes value,
            boolean consumed,
            long expireAtMillis) {
        database.reap();
        int entry = database.placeText(key, keyOffset, keyLength, key, 0, 0, expireAtMillis);
        database.table().overwrite(entry, 0, value, consumed);
        database.changed(entry, 1);
        return entry + 1;
    }

    /// Other bytes for an existing string; the expiry stays (INCR, SETRANGE).
    ///
    /// @return the entry's new handle
    public int replace(int entry, byte[] value, int offset, int length) {
        database.table().aboutToChange(entry - 1);
        database.table().text(entry - 1, value, offset, length);
        database.changed(entry - 1, 1);
        return entry;
    }

    /// Sets the encoding that the last write left; the bytes stay.
    public void form(int entry, TextForm form) {
        database.table().form(entry - 1, form);
    }

    /// @return the entry's new handle
    public int append(int entry, byte[] tail, int offset, int length) {
        return setRange(entry, length(entry), tail, offset, length);
    }

    /// Overwrites from `at` on; a gap is filled with zero bytes. The caller has refused what would
    /// exceed 512 MB.
    ///
    /// @return the entry's new handle
    public int setRange(int entry, int at, byte[] part, int offset, int length) {
        database.table().aboutToChange(entry - 1);
        database.table().overwrite(entry - 1, at, part, offset, length);
        database.table().form(entry - 1, TextForm.CHANGED_IN_PLACE);
        database.changed(entry - 1, 1);
        return entry;
    }

    /// The same with bytes that lie outside of the heap.
    ///
    /// @return the entry's new handle
    public int setRange(int entry, int at, LongBytes part, boolean consumed) {
        database.table().aboutToChange(entry - 1);
        database.table().overwrite(entry - 1, at, part, consumed);
        database.table().form(entry - 1, TextForm.CHANGED_IN_PLACE);
        database.changed(entry - 1, 1);
        return entry;
    }

    public int length(int entry) {
        return database.table().textLength(entry - 1);
    }

    public byte[] bytes(int entry) {
        return text(entry);
    }

    /// Copies `length` bytes from position `from` of the string.
    public void copy(int entry, int from, int length, byte[] target, int targetOffset) {
        database.table().copyText(entry - 1, from, length, target, targetOffset);
    }
}
