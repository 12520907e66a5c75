package dev.firedrill.engine.keyspace;

/// Whether a key is there, seen without a trace.
public enum Presence {
    ABSENT,
    /// Its time has passed, and nobody has deleted it yet.
    EXPIRED,
    PRESENT
}
