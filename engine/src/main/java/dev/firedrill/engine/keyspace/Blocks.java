package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Blocks of foreign memory of any size, named by an `int` address (see [Chunks]).
///
/// Small blocks of one size class lie together in slabs; a slab whose blocks are all free goes back
/// and may serve another class, so memory follows the dataset when its sizes change. The owner
/// remembers how large a block is: nothing is kept beside it.
final class Blocks {
    static final int NOWHERE = -1;

    private static final int SLAB_BYTES = 16 * 1024;
    private static final int SLAB_PAGES = SLAB_BYTES / Chunks.PAGE_BYTES;

    /// Larger blocks are runs of pages.
    private static final int SMALL_BYTES_MAX = SLAB_BYTES / 2;

    private static final short[] CLASS_OF_UNITS =
            new short[SMALL_BYTES_MAX / Chunks.UNIT_BYTES + 1];
    private static final int[] CLASS_BYTES = classes();

    private final Chunks chunks;

    /// For each class a slab that has room, or [#NOWHERE].
    private final int[] roomy = new int[CLASS_BYTES.length];

    // Columns of the slabs. A slab's number is its place among all addresses.
    private short[] classes = new short[0];
    private short[] live = new short[0];
    private short[] touched = new short[0];
    private int[] freeHead = new int[0];
    private int[] nextRoomy = new int[0];
    private int[] previousRoomy = new int[0];

    private long usedBytes;

    Blocks(Memory memory) {
        chunks = new Chunks(memory);
        Arrays.fill(roomy, NOWHERE);
    }

    /// Every 8 bytes up to 128, then four for each doubling, each as large as its share of a slab
    /// allows.
    private static int[] classes() {
        int[] sizes = new int[64];
        int count = 0;
        int size = Chunks.UNIT_BYTES;
        int step = Chunks.UNIT_BYTES;
        int from = 0;
        while (size <= SMALL_BYTES_MAX) {
            int stretched = SLAB_BYTES / (SLAB_BYTES / size) & -Chunks.UNIT_BYTES;
            for (int units = from; units <= stretched / Chunks.UNIT_BYTES; units++) {
                CLASS_OF_UNITS[units] = (short) count;
            }
            from = stretched / Chunks.UNIT_BYTES + 1;
            sizes[count++] = stretched;
            if (size >= 128 && Integer.bitCount(size) == 1) {
                step = size / 4;
            }
            size = Math.max(size + step, from * Chunks.UNIT_BYTES);
        }
        return Arrays.copyOf(sizes, count);
    }

    /// The size of the block that holds this number of bytes.
    static long rounded(long bytes) {
        return bytes > SMALL_BYTES_MAX ? Chunks.rounded(bytes) : CLASS_BYTES[classOf((int) bytes)];
    }

    private static int classOf(int bytes) {
        return CLASS_OF_UNITS[(bytes + Chunks.UNIT_BYTES - 1) / Chunks.UNIT_BYTES];
    }

    /// The foreign memory in which an address lies, at [#offset].
    MemorySegment segment(int address) {
        return chunks.segment(address);
    }

    static long offset(int address) {
        return Chunks.offset(address);
    }

    /// In blocks that are given out.
    long usedBytes() {
        return usedBytes;
    }

    /// Taken from the system.
    long reservedBytes() {
        return chunks.bytes();
    }

    /// The address of a block with any content.
    int take(long bytes) {
        long size = rounded(bytes);
        usedBytes += size;
        if (bytes > SMALL_BYTES_MAX) {
            return chunks.take(size, 1);
        }
        int sizeClass = classOf((int) bytes);
        int slab = roomy[sizeClass];
        if (slab == NOWHERE) {
            slab = open(sizeClass);
        }
        int free = freeHead[slab];
        int address;
        if (free == NOWHERE) {
            address =
                    Chunks.addressOfPiece(slab, SLAB_BYTES)
                            + touched[slab] * ((int) size / Chunks.UNIT_BYTES);
            touched[slab]++;
        } else {
            address = free;
            freeHead[slab] = Layout.getInt(segment(free), offset(free));
        }
        live[slab]++;
        if (freeHead[slab] == NOWHERE && touched[slab] == capacity(sizeClass)) {
            unlink(slab, sizeClass);
        }
        return address;
    }

    private static int capacity(int sizeClass) {
        return SLAB_BYTES / CLASS_BYTES[sizeClass];
    }

    private int open(int sizeClass) {
        int slab = Chunks.piece(chunks.take(SLAB_BYTES, SLAB_PAGES), SLAB_BYTES);
        if (slab >= classes.length) {
            int count = Math.max(8, Math.max(slab + 1, classes.length * 2));
            classes = Arrays.copyOf(classes, count);
            live = Arrays.copyOf(live, count);
            touched = Arrays.copyOf(touched, count);
            freeHead = Arrays.copyOf(freeHead, count);
            nextRoomy = Arrays.copyOf(nextRoomy, count);
            previousRoomy = Arrays.copyOf(previousRoomy, count);
        }
        classes[slab] = (short) sizeClass;
        live[slab] = 0;
        touched[slab] = 0;
        freeHead[slab] = NOWHERE;
        link(slab, sizeClass);
        return slab;
    }

    private void link(int slab, int sizeClass) {
        int head = roomy[sizeClass];
        nextRoomy[slab] = head;
        previousRoomy[slab] = NOWHERE;
        if (head != NOWHERE) {
            previousRoomy[head] = slab;
        }
        roomy[sizeClass] = slab;
    }

    private void unlink(int slab, int sizeClass) {
        int next = nextRoomy[slab];
        int previous = previousRoomy[slab];
        if (next != NOWHERE) {
            previousRoomy[next] = previous;
        }
        if (previous == NOWHERE) {
            roomy[sizeClass] = next;
        } else {
            nextRoomy[previous] = next;
        }
    }

    /// @param bytes as many as it was taken for, or any other number that rounds to the same
    void give(int address, long bytes) {
        usedBytes -= rounded(bytes);
        if (bytes > SMALL_BYTES_MAX) {
            chunks.give(address, rounded(bytes));
            return;
        }
        int slab = Chunks.piece(address, SLAB_BYTES);
        int sizeClass = classOf((int) bytes);
        check(classes[slab] == sizeClass, "a block is given back with another size");
        boolean full = freeHead[slab] == NOWHERE && touched[slab] == capacity(sizeClass);
        Layout.putInt(segment(address), offset(address), freeHead[slab]);
        freeHead[slab] = address;
        live[slab]--;
        check(live[slab] >= 0, "a block is given back twice");
        if (full) {
            link(slab, sizeClass);
        }
        if (live[slab] == 0) {
            unlink(slab, sizeClass);
            chunks.give(Chunks.addressOfPiece(slab, SLAB_BYTES), SLAB_BYTES);
        }
    }

    /// Gives back a part of everything, whatever is in it; false when nothing is left.
    boolean releaseSome() {
        usedBytes = 0;
        return chunks.releaseOne();
    }
}
