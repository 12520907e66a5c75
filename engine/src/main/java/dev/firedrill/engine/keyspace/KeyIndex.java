package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Finds the number of an entry by its key: extendible hashing (Fagin et al., 1979) over small
/// segments, so that growth never stops the server to move everything. A segment that is full is
/// split in two, which touches a thousand entries; only the directory of segments doubles.
///
/// Inside a segment groups of eight slots are probed in a row. Each slot has a tag of 7 bits of the
/// hash, and the eight tags of a group are compared in one word, so keys are hardly ever compared
/// in vain.
///
/// ```
/// segment:  depth 4 | groups 4 | full slots 4 | removed slots 4 | groups * 8 tags | groups * 8 numbers of 4 bytes
/// hash:     which segment, from the highest bit | tag, bits 32 to 38 | which group, low 32 bits
/// ```
final class KeyIndex {
    static final int NOWHERE = -1;

    /// What the index must ask about the entries.
    interface Entries {
        boolean hasKey(int entry, byte[] key, int offset, int length);

        long hash(int entry);
    }

    private static final int GROUP = 8;
    private static final int GROUPS_FIRST = 6;
    private static final int GROUPS_MAX = 136;
    private static final int DEPTH_MAX = 24;

    /// As far as an announcement is believed: 4,096 segments are 22 MB at most.
    private static final int EXPECTED_DEPTH_MAX = 12;

    private static final int EXPECTED_PER_SEGMENT_MAX = 800;

    private static final int GROUPS_AT = 4;
    private static final int FULL_AT = 8;
    private static final int REMOVED_AT = 12;
    private static final int TAGS_AT = 16;

    private static final long EMPTY_GROUP = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final int EMPTY = 0x80;
    private static final int REMOVED = 0xFE;

    private final Blocks blocks;
    private final Entries entries;

    /// The segment of each prefix of the hash, as many bits as `depth`.
    private int[] directory = {NOWHERE};

    private int depth;

    KeyIndex(Blocks blocks, Entries entries) {
        this.blocks = blocks;
        this.entries = entries;
    }

    private static long bytes(int groups) {
        return TAGS_AT + (long) groups * GROUP * (1 + Integer.BYTES);
    }

    private static int tag(long hash) {
        return (int) (hash >>> 32) & 0x7f;
    }

    private static int home(long hash, int groups) {
        return (int) (((hash & 0xffffffffL) * groups) >>> 32);
    }

    private int place(long hash) {
        return depth == 0 ? 0 : (int) (hash >>> (Long.SIZE - depth));
    }

    private static long matches(long group, int tag) {
        long unlike = group ^ (tag * LOW_BITS);
        return (unlike - LOW_BITS) & ~unlike & EMPTY_GROUP;
    }

    private static long empties(long group) {
        return group & (~group << 6) & EMPTY_GROUP;
    }

    private static long notFull(long group) {
        return group & EMPTY_GROUP;
    }

    private static int firstOf(long marks) {
        return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
    }

    /// The entry with this key, or [#NOWHERE].
    int find(long hash, byte[] key, int offset, int length) {
        int address = directory[place(hash)];
        if (address == NOWHERE) {
            return NOWHERE;
        }
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        int groups = Layout.getInt(segment, at + GROUPS_AT);
        long numbersAt = at + TAGS_AT + (long) groups * GROUP;
        int tag = tag(hash);
        int group = home(hash, groups);
        while (true) {
            long tags = Layout.getLong(segment, at + TAGS_AT + (long) group * GROUP);
            for (long like = matches(tags, tag); like != 0; like &= like - 1) {
                int slot = group * GROUP + firstOf(like);
                int entry = Layout.getInt(segment, numbersAt + (long) slot * Integer.BYTES);
                // A match may be a false one next to a true one: the key decides, but only of a
                // slot that is full.
                if (Layout.getByte(segment, at + TAGS_AT + slot) == tag
                        && entries.hasKey(entry, key, offset, length)) {
                    return entry;
                }
            }
            if (empties(tags) != 0) {
                return NOWHERE;
            }
            group = group + 1 == groups ? 0 : group + 1;
        }
    }

    /// Prepares for about this number of entries: an empty index places its segments where they
    /// will finally be, so that none is split later. Each is allocated when its first entry
    /// arrives.
    void expect(long count) {
        if (depth > 0 || directory[0] != NOWHERE) {
            return;
        }
        while (depth < EXPECTED_DEPTH_MAX && count >>> depth > EXPECTED_PER_SEGMENT_MAX) {
            depth++;
        }
        directory = new int[1 << depth];
        Arrays.fill(directory, NOWHERE);
    }

    /// Adds an entry whose key is not there yet.
    void add(long hash, int entry) {
        while (true) {
            int address = directory[place(hash)];
            if (address == NOWHERE) {
                directory[place(hash)] = make(depth, depth == 0 ? GROUPS_FIRST : GROUPS_MAX);
                continue;
            }
            MemorySegment segment = blocks.segment(address);
            long at = Blocks.offset(address);
            int groups = Layout.getInt(segment, at + GROUPS_AT);
            int full = Layout.getInt(segment, at + FULL_AT);
            int removed = Layout.getInt(segment, at + REMOVED_AT);
            // Seven of eight, so that a group with an empty slot is never far.
            if ((full + removed + 1) * 8 <= groups * GROUP * 7) {
                insert(segment, at, groups, hash, entry);
                return;
            }
            makeRoom(address, full, groups, hash);
        }
    }

    private int make(int segmentDepth, int groups) {
        int address = blocks.take(bytes(groups));
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        Layout.putInt(segment, at, segmentDepth);
        Layout.putInt(segment, at + GROUPS_AT, groups);
        Layout.putInt(segment, at + FULL_AT, 0);
        Layout.putInt(segment, at + REMOVED_AT, 0);
        for (int i = 0; i < groups; i++) {
            Layout.putLong(segment, at + TAGS_AT + (long) i * GROUP, EMPTY_GROUP);
        }
        return address;
    }

    private static void insert(MemorySegment segment, long at, int groups, long hash, int entry) {
        int group = home(hash, groups);
        long free = notFull(Layout.getLong(segment, at + TAGS_AT + (long) group * GROUP));
        while (free == 0) {
            group = group + 1 == groups ? 0 : group + 1;
            free = notFull(Layout.getLong(segment, at + TAGS_AT + (long) group * GROUP));
        }
        int slot = group * GROUP + firstOf(free);
        if (Layout.getByte(segment, at + TAGS_AT + slot) == REMOVED) {
            Layout.putInt(segment, at + REMOVED_AT, Layout.getInt(segment, at + REMOVED_AT) - 1);
        }
        Layout.putByte(segment, at + TAGS_AT + slot, tag(hash));
        long numbersAt = at + TAGS_AT + (long) groups * GROUP;
        Layout.putInt(segment, numbersAt + (long) slot * Integer.BYTES, entry);
        Layout.putInt(segment, at + FULL_AT, Layout.getInt(segment, at + FULL_AT) + 1);
    }

    /// A segment is full: larger while it is small, tidied where many were removed, else split.
    private void makeRoom(int address, int full, int groups, long hash) {
        MemorySegment segment = blocks.segment(address);
        int segmentDepth = Layout.getInt(segment, Blocks.offset(address));
        boolean mostlyRemoved = full * 4 <= groups * GROUP * 3;
        if (groups == GROUPS_MAX && !mostlyRemoved) {
            split(address, segmentDepth, hash);
            return;
        }
        int larger = mostlyRemoved ? groups : Math.min(GROUPS_MAX, groups * 4);
        int moved = make(segmentDepth, larger);
        move(address, moved, moved, 0);
        replace(hash, segmentDepth, moved, moved);
        blocks.give(address, bytes(groups));
    }

    private void split(int address, int segmentDepth, long hash) {
        if (segmentDepth == depth) {
            check(depth < DEPTH_MAX, "the keys of a segment cannot be told apart by their hashes");
            int[] doubled = new int[directory.length * 2];
            for (int i = 0; i < directory.length; i++) {
                doubled[2 * i] = directory[i];
                doubled[2 * i + 1] = directory[i];
            }
            directory = doubled;
            depth++;
        }
        int lower = make(segmentDepth + 1, GROUPS_MAX);
        int upper = make(segmentDepth + 1, GROUPS_MAX);
        move(address, lower, upper, Long.SIZE - 1 - segmentDepth);
        replace(hash, segmentDepth, lower, upper);
        blocks.give(address, bytes(GROUPS_MAX));
    }

    /// Points the directory from the segment with this hash to the two that take its place.
    private void replace(long hash, int segmentDepth, int lower, int upper) {
        int width = directory.length >>> segmentDepth;
        int first = place(hash) & -width;
        int middle = lower == upper ? first + width : first + width / 2;
        Arrays.fill(directory, first, middle, lower);
        Arrays.fill(directory, middle, first + width, upper);
    }

    /// Moves all entries of a segment, by one bit of their hash.
    private void move(int from, int lower, int upper, int bit) {
        MemorySegment segment = blocks.segment(from);
        long at = Blocks.offset(from);
        int groups = Layout.getInt(segment, at + GROUPS_AT);
        long numbersAt = at + TAGS_AT + (long) groups * GROUP;
        for (int slot = 0; slot < groups * GROUP; slot++) {
            if (Layout.getByte(segment, at + TAGS_AT + slot) < EMPTY) {
                int entry = Layout.getInt(segment, numbersAt + (long) slot * Integer.BYTES);
                long hash = entries.hash(entry);
                int target = ((hash >>> bit) & 1) == 0 ? lower : upper;
                MemorySegment into = blocks.segment(target);
                long intoAt = Blocks.offset(target);
                insert(into, intoAt, Layout.getInt(into, intoAt + GROUPS_AT), hash, entry);
            }
        }
    }

    /// Removes an entry that is there, whose key still has this hash.
    void remove(long hash, int entry) {
        int address = directory[place(hash)];
        check(address != NOWHERE, "an entry is removed from an empty index");
        MemorySegment segment = blocks.segment(address);
        long at = Blocks.offset(address);
        int groups = Layout.getInt(segment, at + GROUPS_AT);
        long numbersAt = at + TAGS_AT + (long) groups * GROUP;
        int tag = tag(hash);
        int group = home(hash, groups);
        while (true) {
            long tagsAt = at + TAGS_AT + (long) group * GROUP;
            long tags = Layout.getLong(segment, tagsAt);
            for (long like = matches(tags, tag); like != 0; like &= like - 1) {
                int slot = group * GROUP + firstOf(like);
                if (Layout.getByte(segment, at + TAGS_AT + slot) == tag
                        && Layout.getInt(segment, numbersAt + (long) slot * Integer.BYTES)
                                == entry) {
                    // Where the group had room no search ever went on from it.
                    boolean room = empties(tags) != 0;
                    Layout.putByte(segment, at + TAGS_AT + slot, room ? EMPTY : REMOVED);
                    count(segment, at, room ? 0 : 1);
                    return;
                }
            }
            check(empties(tags) == 0, "an entry is not where its key leads");
            group = group + 1 == groups ? 0 : group + 1;
        }
    }

    private static void count(MemorySegment segment, long at, int removed) {
        Layout.putInt(segment, at + FULL_AT, Layout.getInt(segment, at + FULL_AT) - 1);
        Layout.putInt(segment, at + REMOVED_AT, Layout.getInt(segment, at + REMOVED_AT) + removed);
    }

    /// Forgets everything, once no entry is left.
    void clear() {
        int last = NOWHERE;
        for (int address : directory) {
            if (address != NOWHERE && address != last) {
                int groups =
                        Layout.getInt(blocks.segment(address), Blocks.offset(address) + GROUPS_AT);
                blocks.give(address, bytes(groups));
            }
            last = address;
        }
        directory = new int[] {NOWHERE};
        depth = 0;
    }
}
