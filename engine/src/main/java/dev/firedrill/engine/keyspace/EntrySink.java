package dev.firedrill.engine.keyspace;

/// Receives whole entries: a file writer during a snapshot, the keyspace while a file is loaded.
@FunctionalInterface
public interface EntrySink {
    /// No expiry.
    long NEVER = -1;

    /// About so many entries follow for one database. A hint, which may come from a file that lies:
    /// nothing may depend on it, least of all how much memory is taken.
    default void expect(int database, long entries) {
        // Of use only to those who can prepare.
    }

    /// Whether large collections may come as [#begin] and [#part].
    default boolean takesParts() {
        return false;
    }

    /// A large collection begins: until all its elements have come, only its parts do.
    ///
    /// @param elements how many it has; of a hash, how many fields
    /// @param expireAtMillis Unix time, or [#NEVER]
    default void begin(
            int database, byte[] key, ValueType type, int elements, long expireAtMillis) {
        throw new UnsupportedOperationException("takes no parts");
    }

    /// The next elements of the collection that was begun; perhaps none.
    default void part(Value elements) {
        throw new UnsupportedOperationException("takes no parts");
    }

    /// @param expireAtMillis Unix time, or [#NEVER]
    void entry(int database, byte[] key, Value value, long expireAtMillis);
}
