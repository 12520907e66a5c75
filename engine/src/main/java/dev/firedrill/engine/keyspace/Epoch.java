package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.Nullable;

/// What one table knows of the snapshot that is under way: which entries the snapshot has not
/// reached yet, so that they are handed over before they change.
final class Epoch {
    private @Nullable Snapshot snapshot;
    private int database;
    private int next;
    private int end;

    /// One bit for each entry number of the epoch: it was handed over, or born since.
    private long[] passed = {};

    void begin(Snapshot begun, int database, int entriesEnd) {
        snapshot = begun;
        this.database = database;
        next = 0;
        end = entriesEnd;
        passed = new long[(entriesEnd + Long.SIZE - 1) / Long.SIZE];
    }

    void over() {
        snapshot = null;
        passed = new long[0];
    }

    boolean underWay() {
        return snapshot != null;
    }

    /// The number of the table's database when the snapshot began.
    int database() {
        return database;
    }

    /// An entry takes a number that was free at the epoch.
    void born(int entry) {
        if (snapshot != null && entry < end) {
            pass(entry);
        }
    }

    void aboutToChange(Table table, int entry) {
        Snapshot open = snapshot;
        if (open == null) {
            return;
        }
        open.aboutToChange(table, entry);
        if (snapshot == null) {
            // There was no room for the old value, so the snapshot has ended.
            return;
        }
        if (entry >= next && entry < end && pass(entry)) {
            open.preserve(table, entry);
        }
    }

    /// Whether it had not passed yet.
    private boolean pass(int entry) {
        long bit = 1L << entry;
        boolean first = (passed[entry / Long.SIZE] & bit) == 0;
        passed[entry / Long.SIZE] |= bit;
        return first;
    }

    /// The next entry of the epoch that was not handed over yet; [Table#NOWHERE] at the end.
    int next(Table table) {
        while (next < end) {
            int entry = next++;
            if (table.used(entry) && pass(entry)) {
                return entry;
            }
        }
        return Table.NOWHERE;
    }
}
