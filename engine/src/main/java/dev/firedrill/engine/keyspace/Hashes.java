package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.Nullable;

/// Hashes of one database. Operations on a handle expect an entry of type [ValueType#HASH].
@SuppressWarnings("DoNotCallSuggester")
public final class Hashes {
    Hashes() {}

    /// An empty hash under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public int size(int entry) {
        throw new UnsupportedOperationException();
    }

    /// Whether the field is new.
    public boolean put(
            int entry,
            byte[] field,
            int fieldOffset,
            int fieldLength,
            byte[] value,
            int valueOffset,
            int valueLength) {
        throw new UnsupportedOperationException();
    }

    /// Null when there is no such field. Not to be written to.
    public byte @Nullable [] get(int entry, byte[] field, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public boolean contains(int entry, byte[] field, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// Whether it was there.
    public boolean remove(int entry, byte[] field, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public void forEach(int entry, FieldVisitor visitor) {
        throw new UnsupportedOperationException();
    }
}
