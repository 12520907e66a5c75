package dev.firedrill.engine.keyspace;

/// A point-in-time copy on its way to a sink, without a fork: the owner hands it slices of time,
/// and a write to an entry that was not visited yet hands over the old value first.
///
/// Entries come in no particular order, and databases alternate. Each entry that existed at the
/// epoch comes exactly once, as it was.
@SuppressWarnings("DoNotCallSuggester")
public final class Snapshot {
    Snapshot() {}

    /// Hands the next entries to the sink: at most `entriesMax`, and no further one once `bytesMax`
    /// bytes of keys and values went. True when there are none left; from then on writes are not
    /// slowed down.
    public boolean step(int entriesMax, long bytesMax) {
        throw new UnsupportedOperationException();
    }

    public boolean complete() {
        throw new UnsupportedOperationException();
    }

    /// Gives up; nothing more comes. No effect once complete.
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /// Handed over so far, those preserved by a write included.
    public long entries() {
        throw new UnsupportedOperationException();
    }

    /// How many of them were handed over early, because a write was about to change them: what a
    /// fork would have paid as copied pages.
    public long entriesPreserved() {
        throw new UnsupportedOperationException();
    }

    /// Keys and values that were handed over early.
    public long bytesPreserved() {
        throw new UnsupportedOperationException();
    }

    /// How many entries there were at the epoch.
    public long entriesTotal() {
        throw new UnsupportedOperationException();
    }
}
