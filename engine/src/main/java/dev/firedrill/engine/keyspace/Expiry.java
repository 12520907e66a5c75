package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

/// Which entries of a database are past their time, and what becomes of them. Entries are named by
/// their numbers in the table.
final class Expiry {
    private final Database database;
    private final Keyspace keyspace;

    /// Where among the entries with an expiry the next step goes on.
    private int cursor;

    private long averageTtlMillis;

    Expiry(Database database, Keyspace keyspace) {
        this.database = database;
        this.keyspace = keyspace;
    }

    boolean isDue(int entry, long nowMillis) {
        long at = database.table().expireAt(entry);
        return at != Database.NEVER && nowMillis > at;
    }

    /// Whether it is gone for the asker; where that is ours to decide it is deleted.
    boolean goneNow(int entry, long nowMillis) {
        if (keyspace.expiryMode() == ExpiryMode.IGNORE || !isDue(entry, nowMillis)) {
            return false;
        }
        if (keyspace.expiryMode() == ExpiryMode.DELETE) {
            delete(entry);
        }
        return true;
    }

    private void delete(int entry) {
        int index = database.index();
        byte[] key = database.table().key(entry);
        database.table().remove(entry);
        keyspace.expired(index, key);
        keyspace.touched(index, key);
    }

    /// The entry whose place a new value takes: not that of an expired one where that is ours to
    /// decide, which goes as if it were read.
    int unexpired(int entry) {
        if (entry == Table.NOWHERE
                || keyspace.expiryMode() != ExpiryMode.DELETE
                || !isDue(entry, keyspace.access().nowMillis())) {
            return entry;
        }
        delete(entry);
        return Table.NOWHERE;
    }

    Presence presence(int entry, long nowMillis) {
        if (entry == Table.NOWHERE) {
            return Presence.ABSENT;
        }
        return isDue(entry, nowMillis) ? Presence.EXPIRED : Presence.PRESENT;
    }

    /// Looks at a number of the entries with an expiry, and deletes those that are due.
    ///
    /// @return how many were deleted
    int step(long nowMillis, int entries) {
        database.reap();
        Table table = database.table();
        int deleted = 0;
        int left = 0;
        long ttlMillis = 0;
        for (int i = 0; i < entries && table.expiringCount() > 0; i++) {
            cursor = cursor >= table.expiringCount() ? 0 : cursor;
            int entry = table.expiring(cursor);
            check(table.used(entry), "a deleted entry is still due to expire");
            if (goneNow(entry, nowMillis)) {
                deleted++;
            } else {
                ttlMillis += Math.max(0, table.expireAt(entry) - nowMillis);
                left++;
                cursor++;
            }
        }
        average(left == 0 ? 0 : ttlMillis / left);
        return deleted;
    }

    /// A running average, whose arithmetic is redis-server's: a fiftieth of it is what was looked
    /// at last.
    private void average(long seenMillis) {
        if (database.table().expiringCount() == 0) {
            averageTtlMillis = 0;
        } else if (seenMillis > 0) {
            long before = averageTtlMillis == 0 ? seenMillis : averageTtlMillis;
            averageTtlMillis = before / 50 * 49 + seenMillis / 50;
        }
    }

    /// How long those that have an expiry live on, as far as the steps have seen.
    long averageTtlMillis() {
        return averageTtlMillis;
    }
}
