package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayList;
import java.util.List;

/// A point-in-time copy on its way to a sink, without a fork: the owner hands it slices of time,
/// and a write to an entry that was not visited yet hands over the old value first.
///
/// Entries come in no particular order, and databases alternate. Each entry that existed at the
/// epoch comes exactly once, as it was.
public final class Snapshot {
    private final Keyspace keyspace;
    private final EntrySink sink;
    private final List<Table> tables;
    private final long entriesTotal;
    private int current;
    private boolean over;
    private long entries;
    private long entriesPreserved;
    private long bytesPreserved;

    Snapshot(Keyspace keyspace, EntrySink sink, List<Table> tables) {
        this.keyspace = keyspace;
        this.sink = sink;
        this.tables = new ArrayList<>(tables);
        long total = 0;
        for (int i = 0; i < tables.size(); i++) {
            tables.get(i).beginSnapshot(this, i);
            total += tables.get(i).size();
        }
        entriesTotal = total;
    }

    /// Hands the next entries to the sink: at most `entriesMax`, and no further one once `bytesMax`
    /// bytes of keys and values went. True when there are none left; from then on writes are not
    /// slowed down.
    public boolean step(int entriesMax, long bytesMax) {
        long left = bytesMax;
        int visited = 0;
        while (!over && visited < entriesMax && left > 0) {
            Table table = tables.get(current);
            int entry = table.epoch().next(table);
            if (entry == Table.NOWHERE) {
                current++;
                if (current == tables.size()) {
                    check(entries == entriesTotal, "the snapshot missed entries of its epoch");
                    end();
                }
                continue;
            }
            left -= hand(table, entry);
            visited++;
        }
        return over;
    }

    private long hand(Table table, int entry) {
        entries++;
        byte[] key = table.key(entry);
        Value value = table.copy(entry);
        sink.entry(table.epoch().database(), key, value, table.expireAt(entry));
        return key.length + bytes(value);
    }

    private static long bytes(Value value) {
        return switch (value) {
            case Value.Text(byte[] text) -> text.length;
            case Value.Sequence(var elements) -> bytes(elements);
            case Value.Members(var elements) -> bytes(elements);
            case Value.Fields(var elements) -> bytes(elements);
            case Value.Ranking(var members) -> members.size() * 16L;
        };
    }

    private static long bytes(List<byte[]> elements) {
        long bytes = 0;
        for (byte[] element : elements) {
            bytes += element.length;
        }
        return bytes;
    }

    /// An entry that was not visited yet is about to change.
    void preserve(Table table, int entry) {
        entriesPreserved++;
        bytesPreserved += hand(table, entry);
    }

    private void end() {
        over = true;
        tables.forEach(table -> table.epoch().over());
        tables.clear();
        keyspace.snapshotEnded();
    }

    public boolean complete() {
        return over;
    }

    /// Gives up; nothing more comes. No effect once complete.
    public void abort() {
        if (!over) {
            end();
        }
    }

    /// Handed over so far, those preserved by a write included.
    public long entries() {
        return entries;
    }

    /// How many of them were handed over early, because a write was about to change them: what a
    /// fork would have paid as copied pages.
    public long entriesPreserved() {
        return entriesPreserved;
    }

    /// Keys and values that were handed over early.
    public long bytesPreserved() {
        return bytesPreserved;
    }

    /// How many entries there were at the epoch.
    public long entriesTotal() {
        return entriesTotal;
    }
}
