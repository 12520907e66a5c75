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

    /// @param expireAtMillis Unix time, or [#NEVER]
    void entry(int database, byte[] key, Value value, long expireAtMillis);
}
