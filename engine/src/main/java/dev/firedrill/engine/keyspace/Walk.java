package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.Prng;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// Visits entries of a database without knowing their keys: all of them, a few at a time, or random
/// ones.
public final class Walk {
    private static final int RANDOM_TRIES = 100;

    private final Database database;

    Walk(Database database) {
        this.database = database;
    }

    /// All entries that have not expired, in a repeatable order.
    public void forEach(long nowMillis, EntryVisitor visitor) {
        database.reap();
        Table table = database.table();
        for (int entry = 0; entry < table.end(); entry++) {
            if (table.used(entry) && !database.expiry().isDue(entry, nowMillis)) {
                visitor.entry(entry + 1);
            }
        }
    }

    /// SCAN: visits about `count` entries from the cursor on and answers the next cursor, 0 at the
    /// end. What is there during the whole scan is visited at least once, whatever comes and goes.
    ///
    /// @param keys which are asked for; those of them that have expired are met as by a read of the
    ///   key: in mode [ExpiryMode#DELETE] they are deleted
    public long scan(
            long cursor, int count, long nowMillis, Predicate<byte[]> keys, EntryVisitor visitor) {
        database.reap();
        Table table = database.table();
        int entry = (int) Math.min(Math.max(0, cursor), Integer.MAX_VALUE);
        long end = Math.min(table.end(), (long) entry + count);
        for (; entry < end; entry++) {
            if (table.used(entry)
                    && keys.test(table.key(entry))
                    && !database.expiry().goneNow(entry, nowMillis)) {
                visitor.entry(entry + 1);
            }
        }
        return entry >= table.end() ? 0 : entry;
    }

    /// Some entry that has not expired, or [Database#NONE]. Expired ones that are drawn before it
    /// are met as by a read of the key.
    public int randomEntry(long nowMillis) {
        database.reap();
        Table table = database.table();
        return draw(
                database.prng(),
                entry -> table.used(entry) && !database.expiry().goneNow(entry, nowMillis));
    }

    /// Some entry by chance, expired ones included; [Database#NONE] if there is none.
    ///
    /// @param expiring only among those that have an expiry
    public int sample(Prng chance, boolean expiring) {
        database.reap();
        Table table = database.table();
        if (expiring) {
            int count = table.expiringCount();
            return count == 0 ? Database.NONE : table.expiring(chance.nextInt(count)) + 1;
        }
        return draw(chance, table::used);
    }

    /// One by chance of those that fit, or [Database#NONE]. Where holes are many the last draw
    /// decides where the search for the next one begins.
    private int draw(Prng chance, IntPredicate fits) {
        Table table = database.table();
        if (table.size() == 0) {
            return Database.NONE;
        }
        int end = table.end();
        int drawn = 0;
        for (int tries = 0; tries < RANDOM_TRIES; tries++) {
            drawn = chance.nextInt(end);
            if (fits.test(drawn)) {
                return drawn + 1;
            }
        }
        for (int i = 0; i < end; i++) {
            int candidate = (int) (((long) drawn + i) % end);
            if (fits.test(candidate)) {
                return candidate + 1;
            }
        }
        return Database.NONE;
    }
}
