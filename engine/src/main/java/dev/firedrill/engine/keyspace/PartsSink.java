package dev.firedrill.engine.keyspace;

import java.util.Arrays;

/// An [EntrySink] to which a large value may come in parts instead of as one entry, so that no turn
/// of the owner is as long as its largest value.
public interface PartsSink extends EntrySink {
    /// A large value begins: until all of it has come, only its parts do.
    ///
    /// @param size how many elements it has; of a hash, how many fields; of a string, how many
    ///   bytes
    /// @param expireAtMillis Unix time, or [#NEVER]
    void begin(int database, byte[] key, ValueType type, int size, long expireAtMillis);

    /// A whole string, which is what most entries are: its bytes are lent for this call alone, at
    /// the beginning of two arrays that may be longer. Arrays of its own for each would keep the
    /// collector busy while clients wait.
    ///
    /// @param expireAtMillis Unix time, or [#NEVER]
    default void text(
            int database,
            byte[] key,
            int keyLength,
            byte[] text,
            int textLength,
            long expireAtMillis) {
        entry(
                database,
                Arrays.copyOf(key, keyLength),
                new Value.Text(Arrays.copyOf(text, textLength)),
                expireAtMillis);
    }

    /// The next elements of the collection that was begun, perhaps none, or bytes of the string.
    void part(Value part);
}
