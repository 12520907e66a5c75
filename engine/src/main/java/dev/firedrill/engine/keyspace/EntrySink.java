package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.LongBytes;
import org.jspecify.annotations.Nullable;

/// Receives whole entries: a file writer during a snapshot, the keyspace while a file is loaded.
@FunctionalInterface
public interface EntrySink {
    /// No expiry.
    long NEVER = -1;

    /// About this number of entries will follow for one database. This is a hint and may come from
    /// a damaged file: nothing may depend on it, least of all the amount of memory allocated.
    default void expect(int database, long entries) {
        // Of use only to those who can prepare.
    }

    /// @param expireAtMillis Unix time, or [#NEVER]
    void entry(int database, byte[] key, Value value, long expireAtMillis);

    /// A string that lies outside of the heap, and is its giver's again afterwards.
    default void longText(int database, byte[] key, LongBytes text, long expireAtMillis) {
        byte[] bytes = new byte[Math.toIntExact(text.length())];
        text.copyTo(bytes, 0);
        entry(database, key, new Value.Text(bytes), expireAtMillis);
    }

    /// Begins a collection that comes in parts, since as a whole it might not fit on the heap; null
    /// where it must come whole, by [#entry].
    default @Nullable Growing growing(
            int database, byte[] key, ValueType type, long expireAtMillis) {
        return null;
    }

    /// A collection of which more comes. Nobody sees it before its end.
    interface Growing {
        void part(Value elements);

        /// How many different elements it has.
        int size();

        /// It is whole, and becomes an entry.
        void end();

        /// It will never be whole.
        void abandon();
    }
}
