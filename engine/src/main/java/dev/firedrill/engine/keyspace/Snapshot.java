package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A point-in-time copy on its way to a sink, without a fork: the owner hands it slices of time,
/// and a write to an entry that was not visited yet hands over the old value first.
///
/// Entries come in no particular order, and databases alternate. Each entry that existed at the
/// epoch comes exactly once, as it was.
public final class Snapshot {
    /// At once, of a collection that must be finished.
    private static final int PART_ELEMENTS = 1_024;

    private static final int ROOM_BYTES_MIN = 256;

    private final Keyspace keyspace;
    private final PartsSink sink;
    private final List<Table> tables;

    /// What a write handed over while a large value was under way.
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    // Lent to the sink, entry by entry.
    private byte[] key = {};
    private byte[] text = {};

    private @Nullable Parts parts;
    private @Nullable Table partsTable;
    private int partsEntry;
    private final long entriesTotal;
    private int current;
    private boolean over;
    private long entries;
    private long entriesPreserved;
    private long bytesPreserved;

    private record Waiting(int database, byte[] key, Value value, long expireAtMillis) {}

    Snapshot(Keyspace keyspace, PartsSink sink, List<Table> tables) {
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
    /// bytes of keys and values went. A large value comes in parts, and each of its elements counts
    /// as an entry. True when there are none left; from then on writes are not slowed down.
    public boolean step(int entriesMax, long bytesMax) {
        long left = bytesMax;
        int visited = 0;
        while (!over && visited < entriesMax && left > 0) {
            Parts open = parts;
            if (open != null) {
                visited += part(open, entriesMax - visited, left);
                left -= open.bytes();
                if (open.more()) {
                    break;
                }
                continue;
            }
            Waiting next = waiting.poll();
            if (next != null) {
                left -= hand(next);
                visited++;
                continue;
            }
            Table table = tables.get(current);
            int entry = table.epoch().next(table);
            if (entry != Table.NOWHERE) {
                left -= begin(table, entry);
                visited++;
                continue;
            }
            current++;
            if (current == tables.size()) {
                check(entries == entriesTotal, "the snapshot missed entries of its epoch");
                end();
            }
        }
        return over;
    }

    /// How many elements went.
    private int part(Parts open, int elementsMax, long bytesMax) {
        Value elements = open.next(elementsMax, bytesMax);
        sink.part(elements);
        if (!open.more()) {
            parts = null;
            partsTable = null;
        }
        return elements.elementCount();
    }

    private long hand(Waiting entry) {
        sink.entry(entry.database(), entry.key(), entry.value(), entry.expireAtMillis());
        return entry.key().length + bytes(entry.value());
    }

    /// A small entry goes as a whole, of a large one the beginning.
    private long begin(Table table, int entry) {
        Parts large = table.parts(entry);
        entries++;
        if (large == null) {
            return handAtOnce(table, entry);
        }
        byte[] itsKey = table.key(entry);
        int database = table.epoch().database();
        sink.begin(database, itsKey, large.type(), large.size(), table.expireAt(entry));
        parts = large;
        partsTable = table;
        partsEntry = entry;
        return itsKey.length;
    }

    private long handAtOnce(Table table, int entry) {
        int keyLength = table.keyLength(entry);
        if (table.type(entry) != ValueType.STRING || keyLength > TextParts.PART_BYTES) {
            return hand(whole(table, entry));
        }
        int textLength = table.textLength(entry);
        key = roomFor(keyLength, key);
        text = roomFor(textLength, text);
        table.copyKey(entry, key);
        table.copyText(entry, 0, textLength, text, 0);
        int database = table.epoch().database();
        sink.text(database, key, keyLength, text, textLength, table.expireAt(entry));
        return (long) keyLength + textLength;
    }

    private static byte[] roomFor(int length, byte[] present) {
        return length <= present.length
                ? present
                : new byte[Math.max(ROOM_BYTES_MIN, Integer.highestOneBit(length) * 2)];
    }

    private static Waiting whole(Table table, int entry) {
        return new Waiting(
                table.epoch().database(),
                table.key(entry),
                table.copy(entry),
                table.expireAt(entry));
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

    /// Of the collection that is under way the rest must go now.
    void aboutToChange(Table table, int entry) {
        if (table == partsTable && entry == partsEntry) {
            finishParts();
        }
    }

    private void finishParts() {
        for (Parts open = parts; open != null; open = parts) {
            part(open, PART_ELEMENTS, Long.MAX_VALUE);
            bytesPreserved += open.bytes();
        }
    }

    /// An entry that was not visited yet is about to change.
    void preserve(Table table, int entry) {
        entriesPreserved++;
        if (table.parts(entry) != null) {
            finishParts();
            bytesPreserved += begin(table, entry);
            finishParts();
            return;
        }
        entries++;
        if (parts == null) {
            bytesPreserved += handAtOnce(table, entry);
        } else {
            // Between the parts of a collection nothing else may stand.
            Waiting old = whole(table, entry);
            bytesPreserved += old.key().length + bytes(old.value());
            waiting.add(old);
        }
    }

    private void end() {
        over = true;
        parts = null;
        partsTable = null;
        waiting.clear();
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
