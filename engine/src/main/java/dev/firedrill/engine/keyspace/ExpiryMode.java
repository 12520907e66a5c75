package dev.firedrill.engine.keyspace;

/// Who decides that an expired key is gone. Source: Redis replication documentation, "How Redis
/// replication deals with expires on keys".
public enum ExpiryMode {
    /// A master: an access or the active cycle deletes the key and tells the listener.
    DELETE,
    /// A replica that serves a client: the key is absent to readers and stays until the master
    /// deletes it.
    HIDE,
    /// A replica that applies its master's stream, or a file being loaded: expiry is not looked at.
    IGNORE
}
