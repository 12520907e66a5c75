package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A point-in-time copy on its way to a sink, without a fork: the owner hands it slices of time,
/// and a write to an entry that was not visited yet hands over the old value first.
///
/// Entries come in no particular order, and databases alternate. Each entry that existed at the
/// epoch comes exactly once, as it was.
public final class Snapshot {
    private static final int ROOM_BYTES_MIN = 256;

    /// An old value up to this length may wait on the heap.
    private static final int AT_ONCE_BYTES_MAX = 1024 * 1024;

    /// All that wait there together.
    private static final long WAITING_BYTES_MAX = 4L * 1024 * 1024;

    private static final long WAITING_EACH_BYTES = 200;
    private static final long OBJECT_BYTES = 24;

    private final Keyspace keyspace;
    private final PartsSink sink;
    private final List<Table> tables;

    /// What writes were about to change and could not be handed over at once.
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /// What the whole ones among them take of the heap.
    private long waitingBytes;

    private final KeepingRoom room;

    // Lent to the sink, entry by entry.
    private byte[] key = {};
    private byte[] text = {};

    private @Nullable Parts parts;
    private final long entriesTotal;
    private int current;
    private boolean over;
    private long entries;
    private long entriesPreserved;
    private long bytesPreserved;

    private sealed interface Waiting {}

    private record Whole(int database, byte[] key, Value value, long expireAtMillis)
            implements Waiting {
        long heapBytes() {
            int elements = value instanceof Value.Text ? 1 : value.elementCount();
            return key.length + bytes(value) + WAITING_EACH_BYTES + elements * OBJECT_BYTES;
        }
    }

    /// A collection that keeps what is changed in it by itself.
    private record Large(int database, byte[] key, Parts parts, long expireAtMillis)
            implements Waiting {}

    Snapshot(Keyspace keyspace, PartsSink sink, List<Table> tables, LongPredicate hasRoom) {
        this.keyspace = keyspace;
        room = new KeepingRoom(hasRoom, this::abort);
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
                left -=
                        switch (next) {
                            case Whole whole -> {
                                waitingBytes -= whole.heapBytes();
                                yield hand(whole);
                            }
                            case Large large -> begin(large);
                        };
                visited++;
                continue;
            }
            Table table = tables.get(current);
            int entry = table.epoch().next(table);
            if (entry != Table.NOWHERE) {
                left -= hand(table, entry);
                visited++;
                continue;
            }
            current++;
            if (current == tables.size()) {
                check(entries == entriesTotal, "the snapshot missed entries of its epoch");
                end();
            }
        }
        return over && !outOfRoom();
    }

    /// How many elements went.
    private int part(Parts open, int elementsMax, long bytesMax) {
        Value elements = open.next(elementsMax, bytesMax);
        sink.part(elements);
        if (!open.more()) {
            close(open);
            parts = null;
        }
        return elements.elementCount();
    }

    private void close(Parts open) {
        bytesPreserved += open.bytesPreserved();
        open.close();
    }

    private long hand(Whole entry) {
        sink.entry(entry.database(), entry.key(), entry.value(), entry.expireAtMillis());
        return entry.key().length + bytes(entry.value());
    }

    /// A small entry goes as a whole, of a large one the beginning.
    private long hand(Table table, int entry) {
        entries++;
        Parts large = table.parts(entry, room);
        return large == null ? handAtOnce(table, entry) : begin(large(table, entry, large));
    }

    private long begin(Large entry) {
        Parts begun = entry.parts();
        sink.begin(
                entry.database(), entry.key(), begun.type(), begun.size(), entry.expireAtMillis());
        parts = begun;
        return entry.key().length;
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

    private static Whole whole(Table table, int entry) {
        return new Whole(
                table.epoch().database(),
                table.key(entry),
                table.copy(entry),
                table.expireAt(entry));
    }

    private static Large large(Table table, int entry, Parts parts) {
        return new Large(table.epoch().database(), table.key(entry), parts, table.expireAt(entry));
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

    /// A string that is under way has no room beside it for what it was: its rest must go now.
    void aboutToChange(Table table, int entry) {
        if (parts instanceof TextParts text && text.areOf(table, entry)) {
            finish(text);
        }
    }

    /// Between the parts of a large value nothing else may stand, so the rest of it goes first:
    /// that takes its time, but an old value that is as long as this one must not wait on the heap.
    private void finishOpen() {
        Parts open = parts;
        while (open != null && open == parts && room.admits(TextParts.PART_BYTES)) {
            part(open, Integer.MAX_VALUE, TextParts.PART_BYTES);
        }
    }

    private void finish(TextParts text) {
        while (text.more() && room.admits(TextParts.PART_BYTES)) {
            part(text, 1, Long.MAX_VALUE);
            bytesPreserved += text.bytes();
        }
    }

    /// An entry that was not visited yet is about to change.
    void preserve(Table table, int entry) {
        entriesPreserved++;
        entries++;
        switch (table.parts(entry, room)) {
            case ElementParts elements -> waiting.add(large(table, entry, elements));
            case TextParts text when parts == null || text.size() > AT_ONCE_BYTES_MAX -> {
                finishOpen();
                if (!over) {
                    bytesPreserved += begin(large(table, entry, text));
                    finish(text);
                }
            }
            case null, default -> preserveAtOnce(table, entry);
        }
    }

    private void preserveAtOnce(Table table, int entry) {
        if (!room.admits(table.usedBytes(entry))) {
            return;
        }
        if (parts == null) {
            bytesPreserved += handAtOnce(table, entry);
            return;
        }
        // Between the parts of a large value nothing else may stand.
        Whole old = whole(table, entry);
        bytesPreserved += old.key().length + bytes(old.value());
        waitingBytes += old.heapBytes();
        waiting.add(old);
        if (waitingBytes > WAITING_BYTES_MAX) {
            handWaiting();
        }
    }

    /// The heap has no place for more of them, so the large value that is under way goes at once.
    private void handWaiting() {
        finishOpen();
        if (over) {
            return;
        }
        for (Waiting one : waiting) {
            if (one instanceof Whole whole) {
                hand(whole);
            }
        }
        waiting.removeIf(Whole.class::isInstance);
        waitingBytes = 0;
    }

    private void end() {
        over = true;
        closeAll();
        tables.forEach(table -> table.epoch().over());
        tables.clear();
        keyspace.snapshotEnded();
    }

    private void closeAll() {
        Parts open = parts;
        if (open != null) {
            close(open);
            parts = null;
        }
        for (Waiting one : waiting) {
            if (one instanceof Large large) {
                close(large.parts());
            }
        }
        waiting.clear();
        waitingBytes = 0;
    }

    public boolean complete() {
        return over && !outOfRoom();
    }

    /// Whether it was given up, because an old value that a command was about to change could not
    /// be kept. The command goes on.
    public boolean outOfRoom() {
        return room.refused();
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
