package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.LongBytes;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Writes the entries of a snapshot as the bytes of a file, which the owner drains in pieces: the
/// file is never whole in memory.
public interface SnapshotWriter extends PartsSink {
    /// After the last entry.
    void end();

    /// How many bytes wait to be drained.
    long pending();

    /// Hands the waiting bytes on, which count as drained: what lies outside of the heap as a loan,
    /// the rest to be copied within the call.
    void drainTo(LongBytes.Borrower borrower, Consumer<ByteBuffer> copier);

    /// Nothing more is wanted: gives back what lies outside of the heap.
    void release();

    /// Written so far, drained or not.
    long bytes();

    long entries();
}
