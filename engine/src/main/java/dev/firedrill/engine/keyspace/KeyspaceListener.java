package dev.firedrill.engine.keyspace;

/// Told of what happens to keys, from inside the call that does it; must not call the keyspace.
public interface KeyspaceListener {
    /// An expired key was deleted ([ExpiryMode#DELETE] only), to be propagated as DEL or UNLINK.
    void expired(int database, byte[] key);

    /// A key was created, changed or deleted: only called while [Keyspace#watch] is on.
    void touched(int database, byte[] key);

    /// All keys of a database went at once or were exchanged (FLUSHDB, FLUSHALL, SWAPDB): only
    /// called while [Keyspace#watch] is on. The database may hold other keys now.
    void replaced(int database);
}
