package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The entries of one database: columns of keys, values and times of expiry, found through chains
/// of a hash index. A place in the columns is an entry's number for as long as it lives.
///
/// A snapshot walks the columns. What it has not reached yet is handed over before it changes, so
/// each entry of the epoch comes exactly once, as it was.
final class Table {
    private static final int CAPACITY_MIN = 16;

    /// What an entry costs beside its key and value: columns, index, object headers.
    private static final long ENTRY_BYTES = 72;

    private static final long ELEMENT_BYTES = 40;
    static final int NOWHERE = -1;

    private byte[] @Nullable [] keys = new byte[CAPACITY_MIN][];
    private @Nullable Object[] values = new Object[CAPACITY_MIN];
    private long[] expireAt = new long[CAPACITY_MIN];
    private int[] next = new int[CAPACITY_MIN];
    private int[] expiringAt = new int[CAPACITY_MIN];
    private int[] index = filled(CAPACITY_MIN);

    /// Entries that have an expiry, in no order.
    private int[] expiring = new int[CAPACITY_MIN];

    private int expiringCount;

    /// In which snapshot an entry has been handed over, or was born.
    private int[] seen = new int[CAPACITY_MIN];

    /// When each was last used, or how often: see [AccessClock].
    private int[] access = new int[CAPACITY_MIN];

    /// Of those that came before anyone told the time.
    private int accessOfUnknown;

    private int end;
    private int freeHead = NOWHERE;
    private int size;
    private long usedBytes;

    // The snapshot that is under way.
    private @Nullable Snapshot snapshot;
    private int epoch;
    private int snapshotDatabase;
    private int snapshotNext;
    private int snapshotEnd;

    private static int[] filled(int capacity) {
        int[] chains = new int[capacity];
        Arrays.fill(chains, NOWHERE);
        return chains;
    }

    int size() {
        return size;
    }

    /// One past the last number that was ever given.
    int end() {
        return end;
    }

    int expiringCount() {
        return expiringCount;
    }

    int expiring(int position) {
        return expiring[position];
    }

    long usedBytes() {
        return usedBytes;
    }

    int find(byte[] key, int offset, int length) {
        int at = index[BytesTable.hash(key, offset, length) & (index.length - 1)];
        while (at != NOWHERE) {
            byte[] known = Objects.requireNonNull(keys[at]);
            if (known.length == length
                    && Arrays.equals(known, 0, length, key, offset, offset + length)) {
                return at;
            }
            at = next[at];
        }
        return NOWHERE;
    }

    boolean used(int entry) {
        return keys[entry] != null;
    }

    byte[] key(int entry) {
        return Objects.requireNonNull(keys[entry]);
    }

    Object value(int entry) {
        return Objects.requireNonNull(values[entry]);
    }

    long expireAt(int entry) {
        return expireAt[entry];
    }

    int access(int entry) {
        int stamp = access[entry];
        return stamp == AccessClock.UNKNOWN ? accessOfUnknown : stamp;
    }

    void access(int entry, int stamp) {
        access[entry] = stamp;
    }

    void accessOfUnknown(int stamp) {
        accessOfUnknown = stamp;
    }

    /// What it takes of memory, by our own reckoning.
    long usedBytes(int entry) {
        return ENTRY_BYTES + key(entry).length + cost(value(entry));
    }

    int create(byte[] key, int offset, int length, Object value, long expireAtMillis) {
        int entry = take();
        byte[] copied = Arrays.copyOfRange(key, offset, offset + length);
        keys[entry] = copied;
        values[entry] = value;
        expireAt[entry] = EntrySink.NEVER;
        expiringAt[entry] = NOWHERE;
        seen[entry] = epoch;
        access[entry] = AccessClock.UNKNOWN;
        int chain = BytesTable.hash(copied, 0, length) & (index.length - 1);
        next[entry] = index[chain];
        index[chain] = entry;
        size++;
        usedBytes += ENTRY_BYTES + length + cost(value);
        setExpireAt(entry, expireAtMillis);
        return entry;
    }

    private int take() {
        if (freeHead != NOWHERE) {
            int entry = freeHead;
            freeHead = next[entry];
            return entry;
        }
        if (end == keys.length) {
            grow();
        }
        return end++;
    }

    private void grow() {
        int capacity = keys.length * 2;
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
        expireAt = Arrays.copyOf(expireAt, capacity);
        next = Arrays.copyOf(next, capacity);
        expiringAt = Arrays.copyOf(expiringAt, capacity);
        seen = Arrays.copyOf(seen, capacity);
        access = Arrays.copyOf(access, capacity);
        index = filled(capacity);
        for (int entry = 0; entry < end; entry++) {
            byte[] key = keys[entry];
            if (key != null) {
                int chain = BytesTable.hash(key, 0, key.length) & (capacity - 1);
                next[entry] = index[chain];
                index[chain] = entry;
            }
        }
    }

    /// Must be called before an entry changes in any way.
    void aboutToChange(int entry) {
        Snapshot open = snapshot;
        if (open != null && seen[entry] != epoch) {
            seen[entry] = epoch;
            if (entry >= snapshotNext && entry < snapshotEnd) {
                open.preserve(this, entry);
            }
        }
    }

    void setValue(int entry, Object value) {
        usedBytes += cost(value) - cost(value(entry));
        values[entry] = value;
    }

    /// A collection has grown or shrunk by that much.
    void changedBy(long elements, long bytes) {
        usedBytes += elements * ELEMENT_BYTES + bytes;
    }

    void setExpireAt(int entry, long millis) {
        expireAt[entry] = millis;
        int position = expiringAt[entry];
        if (millis != EntrySink.NEVER && position == NOWHERE) {
            if (expiringCount == expiring.length) {
                expiring = Arrays.copyOf(expiring, expiringCount * 2);
            }
            expiringAt[entry] = expiringCount;
            expiring[expiringCount++] = entry;
        } else if (millis == EntrySink.NEVER && position != NOWHERE) {
            int moved = expiring[--expiringCount];
            expiring[position] = moved;
            expiringAt[moved] = position;
            expiringAt[entry] = NOWHERE;
        }
    }

    void remove(int entry) {
        aboutToChange(entry);
        byte[] key = key(entry);
        int chain = BytesTable.hash(key, 0, key.length) & (index.length - 1);
        if (index[chain] == entry) {
            index[chain] = next[entry];
        } else {
            int before = index[chain];
            while (next[before] != entry) {
                before = next[before];
            }
            next[before] = next[entry];
        }
        setExpireAt(entry, EntrySink.NEVER);
        usedBytes -= ENTRY_BYTES + key.length + cost(value(entry));
        keys[entry] = null;
        values[entry] = null;
        next[entry] = freeHead;
        freeHead = entry;
        size--;
        check(size >= 0, "more entries were deleted than there were");
    }

    private static long cost(Object value) {
        return switch (value) {
            case byte[] text -> text.length;
            case BytesList list -> list.size() * ELEMENT_BYTES + list.bytes();
            case BytesSet set -> set.members.size() * ELEMENT_BYTES + set.members.bytes();
            case BytesHash hash -> hash.fields.size() * ELEMENT_BYTES + hash.fields.bytes();
            case BytesRanking ranking -> ranking.size() * ELEMENT_BYTES + ranking.bytes();
            default -> ELEMENT_BYTES;
        };
    }

    /// A set's members.
    record BytesSet(BytesTable members) {}

    /// A hash's fields.
    record BytesHash(BytesTable fields) {}

    /// A copy of the whole value.
    Value copy(int entry) {
        return copyOf(value(entry));
    }

    static Value copyOf(Object value) {
        return switch (value) {
            case byte[] text -> new Value.Text(text);
            case BytesList list -> new Value.Sequence(list.toList());
            case BytesSet(BytesTable members) -> {
                var elements = new ArrayList<byte[]>(members.size());
                members.forEach((member, _) -> elements.add(member));
                yield new Value.Members(elements);
            }
            case BytesHash(BytesTable fields) -> {
                var pairs = new ArrayList<byte[]>(fields.size() * 2);
                fields.forEach((field, content) -> {
                    pairs.add(field);
                    pairs.add(Objects.requireNonNull(content));
                });
                yield new Value.Fields(pairs);
            }
            case BytesRanking ranking -> new Value.Ranking(ranking.toList());
            default -> throw new IllegalStateException("a value of " + value.getClass());
        };
    }

    // Snapshot.

    void beginSnapshot(Snapshot begun, int number, int database) {
        snapshot = begun;
        epoch = number;
        snapshotDatabase = database;
        snapshotNext = 0;
        snapshotEnd = end;
    }

    int snapshotDatabase() {
        return snapshotDatabase;
    }

    void endSnapshot() {
        snapshot = null;
    }

    /// The next entry of the epoch that was not handed over yet; [#NOWHERE] at the end.
    int nextOfEpoch() {
        while (snapshotNext < snapshotEnd) {
            int entry = snapshotNext++;
            if (used(entry) && seen[entry] != epoch) {
                seen[entry] = epoch;
                return entry;
            }
        }
        return NOWHERE;
    }
}
