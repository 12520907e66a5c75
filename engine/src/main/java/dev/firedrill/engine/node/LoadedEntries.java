package dev.firedrill.engine.node;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.keyspace.EntrySink;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.keyspace.ValueType;
import org.jspecify.annotations.Nullable;

/// What INFO tells of the last snapshot that was loaded, be it a file, the base of a log or a
/// master's: how many keys it held, and how many of them had expired by then.
///
/// redis-server leaves out what has expired where it alone decides about that, and tells its
/// replicas. Here such keys are loaded and go as any expired key goes, so replicas that go on where
/// they were hear of it as of all others.
final class LoadedEntries {
    private long loaded;
    private long expired;

    /// Counts what passes on to `keyspace`.
    ///
    /// @param decides whether this server says itself that a key has expired
    EntrySink counting(EntrySink keyspace, boolean decides, long nowMillis) {
        loaded = 0;
        expired = 0;
        return new EntrySink() {
            @Override
            public void expect(int database, long entries) {
                keyspace.expect(database, entries);
            }

            @Override
            public void entry(int database, byte[] key, Value value, long expireAtMillis) {
                count(expireAtMillis);
                keyspace.entry(database, key, value, expireAtMillis);
            }

            @Override
            public void longText(int database, byte[] key, LongBytes text, long expireAtMillis) {
                count(expireAtMillis);
                keyspace.longText(database, key, text, expireAtMillis);
            }

            @Override
            public @Nullable Growing growing(
                    int database, byte[] key, ValueType type, long expireAtMillis) {
                count(expireAtMillis);
                return keyspace.growing(database, key, type, expireAtMillis);
            }

            private void count(long expireAtMillis) {
                if (decides && expireAtMillis != NEVER && expireAtMillis < nowMillis) {
                    expired++;
                } else {
                    loaded++;
                }
            }
        };
    }

    void info(Info info) {
        info.put("rdb_last_load_keys_expired", expired);
        info.put("rdb_last_load_keys_loaded", loaded);
    }
}
