package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Presence;
import java.util.Arrays;

/// A key that a client watches. Source: behaviour of redis-server 7.0, which tells a key that had
/// expired when it was watched from one that expires later: only the latter is a change.
final class Watched {
    final int database;
    private final byte[] key;

    /// As it was when it was watched; of a key that had expired, whether it is still there.
    private Presence seen;

    Watched(int database, byte[] key, Presence seen) {
        this.database = database;
        this.key = key;
        this.seen = seen;
    }

    boolean is(int otherDatabase, byte[] otherKey) {
        return database == otherDatabase && Arrays.equals(key, otherKey);
    }

    /// A command has touched the key: whether that is a change to who watches.
    boolean isChangedBy(Database data, long nowMillis) {
        if (seen != Presence.EXPIRED) {
            return true;
        }
        if (data.presence(key, nowMillis) != Presence.ABSENT) {
            return true;
        }
        // It was gone for everybody before.
        seen = Presence.ABSENT;
        return false;
    }

    /// All of the database was deleted, or others' data put in its place.
    boolean isChangedByReplacement(Database data, long nowMillis) {
        Presence now = data.presence(key, nowMillis);
        boolean was = seen == Presence.PRESENT;
        if (!was) {
            seen = now;
        }
        return was || now == Presence.PRESENT;
    }

    /// Whether its time has passed since it was watched.
    boolean hasExpired(Database data, long nowMillis) {
        return seen != Presence.EXPIRED && data.presence(key, nowMillis) == Presence.EXPIRED;
    }
}
