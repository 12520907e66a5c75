package dev.firedrill.engine.keyspace;

/// An [EntrySink] to which a large collection may come in parts instead of as one entry, so that no
/// turn of the owner is as long as its largest collection.
public interface PartsSink extends EntrySink {
    /// A large collection begins: until all its elements have come, only its parts do.
    ///
    /// @param elements how many it has; of a hash, how many fields
    /// @param expireAtMillis Unix time, or [#NEVER]
    void begin(int database, byte[] key, ValueType type, int elements, long expireAtMillis);

    /// The next elements of the collection that was begun; perhaps none.
    void part(Value elements);
}
