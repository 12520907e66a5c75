package dev.firedrill.engine.keyspace;

/// Sets of one database. Operations on a handle expect an entry of type [ValueType#SET].
@SuppressWarnings("DoNotCallSuggester")
public final class Sets {
    Sets() {}

    /// An empty set under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public int size(int entry) {
        throw new UnsupportedOperationException();
    }

    /// Whether it was not there yet.
    public boolean add(int entry, byte[] member, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// Whether it was there.
    public boolean remove(int entry, byte[] member, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public boolean contains(int entry, byte[] member, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public void forEach(int entry, ElementVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// SRANDMEMBER: one member by chance; the set must not be empty.
    public byte[] random(int entry) {
        throw new UnsupportedOperationException();
    }

    /// SPOP: one member by chance; the set must not be empty.
    public byte[] pop(int entry) {
        throw new UnsupportedOperationException();
    }
}
