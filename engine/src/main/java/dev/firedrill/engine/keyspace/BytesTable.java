package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.Prng;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Members of a set, or fields of a hash with their values: open addressing over byte strings, in
/// the order of insertion as long as nothing is removed.
final class BytesTable {
    private static final int CAPACITY_MIN = 8;
    private static final int FREE = 0;
    private static final int REMOVED = -1;

    private byte[] @Nullable [] keys = new byte[CAPACITY_MIN][];
    private byte[] @Nullable [] values = new byte[CAPACITY_MIN][];
    private int[] slots = new int[CAPACITY_MIN * 2];
    private int end;
    private int size;
    private int removedSlots;
    private long bytes;

    int size() {
        return size;
    }

    /// Of keys and values.
    long bytes() {
        return bytes;
    }

    static int hash(byte[] array, int offset, int length) {
        int hash = 0x811C9DC5;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ array[i]) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }

    private int find(byte[] key, int offset, int length) {
        int mask = slots.length - 1;
        int slot = hash(key, offset, length) & mask;
        while (slots[slot] != FREE) {
            int index = slots[slot] - 1;
            if (slots[slot] != REMOVED && same(keys[index], key, offset, length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private static boolean same(byte @Nullable [] known, byte[] key, int offset, int length) {
        return known != null && Arrays.equals(known, 0, known.length, key, offset, offset + length);
    }

    boolean contains(byte[] key, int offset, int length) {
        return find(key, offset, length) >= 0;
    }

    byte @Nullable [] get(byte[] key, int offset, int length) {
        int slot = find(key, offset, length);
        return slot < 0 ? null : values[slots[slot] - 1];
    }

    /// Whether the key is new.
    boolean put(byte[] key, int offset, int length, byte @Nullable [] value) {
        int slot = find(key, offset, length);
        if (slot >= 0) {
            int index = slots[slot] - 1;
            byte[] old = values[index];
            bytes += (value == null ? 0 : value.length) - (old == null ? 0 : old.length);
            values[index] = value;
            return false;
        }
        if (end == keys.length || (end + removedSlots) * 2 >= slots.length) {
            rebuild();
        }
        keys[end] = Arrays.copyOfRange(key, offset, offset + length);
        values[end] = value;
        place(end, hash(key, offset, length));
        end++;
        size++;
        bytes += length + (value == null ? 0 : value.length);
        return true;
    }

    private void place(int index, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] > 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = index + 1;
    }

    private void rebuild() {
        int capacity = Integer.highestOneBit(Math.max(CAPACITY_MIN, size * 2 - 1)) * 2;
        byte[] @Nullable [] oldKeys = keys;
        byte[] @Nullable [] oldValues = values;
        int oldEnd = end;
        keys = new byte[capacity][];
        values = new byte[capacity][];
        slots = new int[capacity * 2];
        removedSlots = 0;
        end = 0;
        for (int i = 0; i < oldEnd; i++) {
            byte[] key = oldKeys[i];
            if (key != null) {
                keys[end] = key;
                values[end] = oldValues[i];
                place(end, hash(key, 0, key.length));
                end++;
            }
        }
    }

    boolean remove(byte[] key, int offset, int length) {
        int slot = find(key, offset, length);
        if (slot < 0) {
            return false;
        }
        int index = slots[slot] - 1;
        byte[] value = values[index];
        bytes -= length + (value == null ? 0 : value.length);
        keys[index] = null;
        values[index] = null;
        slots[slot] = REMOVED;
        removedSlots++;
        size--;
        return true;
    }

    interface Visitor {
        void visit(byte[] key, byte @Nullable [] value);
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < end; i++) {
            byte[] key = keys[i];
            if (key != null) {
                visitor.visit(key, values[i]);
            }
        }
    }

    /// Visits about `count` entries from the cursor on and answers the next cursor, 0 at the end.
    /// What is there during the whole iteration is visited, whatever comes and goes: the cursor
    /// counts through the home slots from their highest bit down, so that the slots of a larger or
    /// smaller table lie on the same way. Source: Redis SCAN documentation, scan guarantees.
    long scan(long cursor, int count, Visitor visitor) {
        int mask = slots.length - 1;
        int home = (int) cursor & mask;
        int visited = 0;
        for (long slotsLeft = 10L * count; slotsLeft > 0 && visited < count; slotsLeft--) {
            visited += visitHome(home, visitor);
            home = Integer.reverse(Integer.reverse(home | ~mask) + 1);
            if (home == 0) {
                return 0;
            }
        }
        return Integer.toUnsignedLong(home);
    }

    private int visitHome(int home, Visitor visitor) {
        int mask = slots.length - 1;
        int visited = 0;
        for (int slot = home; slots[slot] != FREE; slot = (slot + 1) & mask) {
            byte[] key = slots[slot] == REMOVED ? null : keys[slots[slot] - 1];
            if (key != null && (hash(key, 0, key.length) & mask) == home) {
                visitor.visit(key, values[slots[slot] - 1]);
                visited++;
            }
        }
        return visited;
    }

    /// One key by chance; the table must not be empty.
    byte[] random(Prng prng) {
        while (true) {
            byte[] key = keys[prng.nextInt(end)];
            if (key != null) {
                return key;
            }
            if (size * 4 < end) {
                // Mostly holes: a draw would take long.
                rebuild();
            }
        }
    }
}
