package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.Prng;
import org.jspecify.annotations.Nullable;

/// The data of one node: numbered databases, kept off the garbage-collected heap.
///
/// Single-owner, never blocks, never reads a clock. The same seed and the same calls give the same
/// iteration order.
@SuppressWarnings("DoNotCallSuggester")
public final class Keyspace implements AutoCloseable {
    /// @param prng the source of the hash seeds and of RANDOMKEY, SPOP and SRANDMEMBER
    public Keyspace(int databases, Prng prng) {
        throw new UnsupportedOperationException();
    }

    /// How many there are.
    public int databases() {
        throw new UnsupportedOperationException();
    }

    /// The same object for the life of the keyspace, also across [#swap], [#flushAll], [#adopt].
    public Database database(int index) {
        throw new UnsupportedOperationException();
    }

    /// SWAPDB.
    public void swap(int first, int second) {
        throw new UnsupportedOperationException();
    }

    /// Costs the same however many keys there are.
    public void flushAll() {
        throw new UnsupportedOperationException();
    }

    /// Takes over all data of another keyspace with as many databases, in place of our own; the
    /// other is closed. So a file or a full resync is loaded aside and swapped in when complete.
    public void adopt(Keyspace loaded) {
        throw new UnsupportedOperationException();
    }

    /// Puts whole entries in, replacing what was there; for loading. No listener is told.
    public EntrySink loader() {
        throw new UnsupportedOperationException();
    }

    /// Hands out everything as it is now, without a pause; for tests and small data.
    public void forEach(EntrySink sink) {
        throw new UnsupportedOperationException();
    }

    /// Starts as [ExpiryMode#DELETE].
    public ExpiryMode expiryMode() {
        throw new UnsupportedOperationException();
    }

    public void expiryMode(ExpiryMode mode) {
        throw new UnsupportedOperationException();
    }

    public void listener(@Nullable KeyspaceListener listener) {
        throw new UnsupportedOperationException();
    }

    /// Whether [KeyspaceListener#touched] and [KeyspaceListener#replaced] are called; off at first,
    /// so that writes cost nothing while no client watches a key.
    public void watch(boolean on) {
        throw new UnsupportedOperationException();
    }

    /// Active expiry: looks at the next `entriesMax` entries with an expiry, round robin, and
    /// deletes the expired. Nothing happens unless the mode is [ExpiryMode#DELETE].
    ///
    /// @return how many were deleted
    public int expireStep(long nowMillis, int entriesMax) {
        throw new UnsupportedOperationException();
    }

    /// Opens an epoch: from here on every entry that exists now will reach the sink as it is now.
    /// Only one snapshot at a time.
    public Snapshot beginSnapshot(EntrySink sink) {
        throw new UnsupportedOperationException();
    }

    public boolean snapshotInProgress() {
        throw new UnsupportedOperationException();
    }

    /// `DEBUG DIGEST` as redis-server computes it: 20 bytes, all zero for no data. The order of
    /// insertion does not matter. Expired keys that were not deleted yet count.
    public byte[] digest() {
        throw new UnsupportedOperationException();
    }

    /// Keys of all databases, expired ones that were not deleted yet included.
    public long keys() {
        throw new UnsupportedOperationException();
    }

    /// Changes since the beginning: one for each element or key changed, as Redis's `dirty`.
    public long changes() {
        throw new UnsupportedOperationException();
    }

    /// Memory in use by entries and tables: what `maxmemory` is compared with.
    public long usedBytes() {
        throw new UnsupportedOperationException();
    }

    /// Memory taken from the system, free blocks included: what a cgroup sees.
    public long reservedBytes() {
        throw new UnsupportedOperationException();
    }

    /// Frees the memory; no database may be used afterwards.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
