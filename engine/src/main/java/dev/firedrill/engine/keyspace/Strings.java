package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;

/// Strings of one database. Operations on a handle expect an entry of type [ValueType#STRING].
@SuppressWarnings("DoNotCallSuggester")
public final class Strings {
    Strings() {}

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
        throw new UnsupportedOperationException();
    }

    /// Other bytes for an existing string; the expiry stays (INCR, SETRANGE).
    ///
    /// @return the entry's new handle
    public int replace(int entry, byte[] value, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// @return the entry's new handle
    public int append(int entry, byte[] tail, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// Overwrites from `at` on; a gap is filled with zero bytes. The caller has refused what would
    /// exceed 512 MB.
    ///
    /// @return the entry's new handle
    public int setRange(int entry, int at, byte[] part, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public int length(int entry) {
        throw new UnsupportedOperationException();
    }

    public byte[] bytes(int entry) {
        throw new UnsupportedOperationException();
    }

    /// Copies `length` bytes from position `from` of the string.
    public void copy(int entry, int from, int length, byte[] target, int targetOffset) {
        throw new UnsupportedOperationException();
    }

    /// Copies at the target's position and moves it.
    public void copy(int entry, int from, int length, ByteBuffer target) {
        throw new UnsupportedOperationException();
    }
}
