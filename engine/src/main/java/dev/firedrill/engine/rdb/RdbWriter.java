package dev.firedrill.engine.rdb;

import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import java.nio.ByteBuffer;

/// Writes Redis's snapshot format, version 10 (loadable by redis-server 7.0), into a buffer that
/// the owner drains in pieces: the file is never whole in memory.
///
/// First [#begin], then entries in any order, then [#end].
@SuppressWarnings("DoNotCallSuggester")
public final class RdbWriter implements EntrySink {
    /// The header: magic, version and remarks, each of which Redis would write at this place.
    ///
    /// @param aux name and value of each, in order; see [RdbHeader] for Redis's own
    public void begin(RdbAux aux) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void entry(int database, byte[] key, Value value, long expireAtMillis) {
        throw new UnsupportedOperationException();
    }

    /// The end mark and the checksum.
    public void end() {
        throw new UnsupportedOperationException();
    }

    /// How many bytes wait to be drained.
    public int pending() {
        throw new UnsupportedOperationException();
    }

    /// The waiting bytes, to be read before the next call; they count as drained.
    public ByteBuffer drain() {
        throw new UnsupportedOperationException();
    }

    /// Written so far, drained or not.
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    public long entries() {
        throw new UnsupportedOperationException();
    }
}
