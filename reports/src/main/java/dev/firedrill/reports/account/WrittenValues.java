package dev.firedrill.reports.account;

/// Which values were ever written where, by hash: tells an old value, which is a lost write, from
/// one that nobody recorded. Bounded; beyond that an old value counts as unrecorded.
final class WrittenValues {
    private static final int CAPACITY_MIN = 1 << 12;
    private static final int VALUES_MAX = 2_000_000;
    private static final long EMPTY = 0;

    private long[] table = new long[CAPACITY_MIN];
    private int size;

    /// The part of a value's hash that is the same for all values of one place.
    static long hashOfPlace(String name) {
        long hash = 1125899906842597L;
        for (int i = 0; i < name.length(); i++) hash = 31 * hash + name.charAt(i);
        return 31 * hash + 0xffff;
    }

    private static long hash(long place, String value) {
        long hash = place;
        for (int i = 0; i < value.length(); i++) hash = 31 * hash + value.charAt(i);
        // Finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbours land far apart.
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return hash == EMPTY ? 1 : hash;
    }

    private int slot(long hash) {
        int slot = (int) (hash & table.length - 1);
        while (table[slot] != EMPTY && table[slot] != hash) slot = slot + 1 & table.length - 1;
        return slot;
    }

    /// @param place its [#hashOfPlace]
    void add(long place, String value) {
        if (size == VALUES_MAX) return;
        if (size * 2 >= table.length) grow();
        long hash = hash(place, value);
        int slot = slot(hash);
        if (table[slot] == EMPTY) size++;
        table[slot] = hash;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long hash : old) {
            if (hash != EMPTY) table[slot(hash)] = hash;
        }
    }

    boolean contains(long place, String value) {
        return table[slot(hash(place, value))] != EMPTY;
    }
}
