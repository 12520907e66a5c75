package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;

/// Reads Redis's snapshot format as it arrives, in chunks of any size, from versions 1 to 10.
///
/// Entries reach the sink before the checksum is known. So the sink is a fresh keyspace, which is
/// swapped in only on [RdbProgress.Complete].
@SuppressWarnings("DoNotCallSuggester")
public final class RdbReader {
    /// @param databases how many there are; a file that selects another one is refused
    public RdbReader(int databases, EntrySink sink) {
        throw new UnsupportedOperationException();
    }

    /// Takes the bytes, as far as the file goes.
    ///
    /// @return how many of them belong to the file: all of them unless it ended here
    public int feed(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public RdbProgress progress() {
        throw new UnsupportedOperationException();
    }

    /// The remarks read so far.
    public RdbAux aux() {
        throw new UnsupportedOperationException();
    }

    public long entries() {
        throw new UnsupportedOperationException();
    }
}
