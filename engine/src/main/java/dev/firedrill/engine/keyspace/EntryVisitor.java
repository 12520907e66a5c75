package dev.firedrill.engine.keyspace;

/// Receives the handles of entries; must not change the keyspace before the walk has returned.
@FunctionalInterface
public interface EntryVisitor {
    void entry(int entry);
}
