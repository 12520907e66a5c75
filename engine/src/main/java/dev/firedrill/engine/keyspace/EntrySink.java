package dev.firedrill.engine.keyspace;

/// Receives whole entries: a file writer during a snapshot, the keyspace while a file is loaded.
@FunctionalInterface
public interface EntrySink {
    /// No expiry.
    long NEVER = -1;

    /// @param expireAtMillis Unix time, or [#NEVER]
    void entry(int database, byte[] key, Value value, long expireAtMillis);
}
