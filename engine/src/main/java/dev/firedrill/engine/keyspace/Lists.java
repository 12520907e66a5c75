package dev.firedrill.engine.keyspace;

/// Lists of one database. Operations on a handle expect an entry of type [ValueType#LIST]. Negative
/// positions count from the end, as in the protocol.
@SuppressWarnings("DoNotCallSuggester")
public final class Lists {
    Lists() {}

    /// An empty list under a key that does not exist; to be filled before the next lookup.
    public int create(byte[] key, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public int length(int entry) {
        throw new UnsupportedOperationException();
    }

    public void pushFirst(int entry, byte[] element, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public void pushLast(int entry, byte[] element, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// The list must not be empty.
    public byte[] popFirst(int entry) {
        throw new UnsupportedOperationException();
    }

    /// The list must not be empty.
    public byte[] popLast(int entry) {
        throw new UnsupportedOperationException();
    }

    /// False, and no visit, when the position is outside.
    public boolean at(int entry, long position, ElementVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// How many elements `LRANGE from to` has: what the reply announces before the elements.
    public int rangeSize(int entry, long from, long to) {
        throw new UnsupportedOperationException();
    }

    /// LRANGE, both ends included.
    public void range(int entry, long from, long to, ElementVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /// LSET: false when the position is outside.
    public boolean set(int entry, long position, byte[] element, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// LREM: `count` from the head, from the tail if negative, all if 0.
    ///
    /// @return how many were removed
    public int remove(int entry, long count, byte[] element, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /// LTRIM: keeps `from` to `to`, both included.
    public void trim(int entry, long from, long to) {
        throw new UnsupportedOperationException();
    }

    /// LINSERT: false when there is no such pivot.
    public boolean insert(
            int entry,
            boolean before,
            byte[] pivot,
            int pivotOffset,
            int pivotLength,
            byte[] element,
            int offset,
            int length) {
        throw new UnsupportedOperationException();
    }
}
