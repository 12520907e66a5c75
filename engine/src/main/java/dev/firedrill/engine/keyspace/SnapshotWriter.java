package dev.firedrill.engine.keyspace;

import java.nio.ByteBuffer;

/// Writes the entries of a snapshot as the bytes of a file, which the owner drains in pieces: the
/// file is never whole in memory.
public interface SnapshotWriter extends PartsSink {
    /// After the last entry.
    void end();

    /// How many bytes wait to be drained.
    int pending();

    /// The waiting bytes, to be read before the next call; they count as drained.
    ByteBuffer drain();

    /// Written so far, drained or not.
    long bytes();

    long entries();
}
