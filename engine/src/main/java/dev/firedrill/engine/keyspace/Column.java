package dev.firedrill.engine.keyspace;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A growing column of `int`s in foreign memory. It grows by pages, so nothing is ever copied but a
/// small first page.
final class Column {
    private static final int PAGE_INTS = 2048;
    private static final int FIRST_INTS = 32;

    private final Blocks blocks;
    private int[] pages = {};
    private int pageCount;
    private int firstInts;
    private int size;

    Column(Blocks blocks) {
        this.blocks = blocks;
    }

    int size() {
        return size;
    }

    private static long offset(int address, int index) {
        return Blocks.offset(address) + (long) (index % PAGE_INTS) * Integer.BYTES;
    }

    int get(int index) {
        int address = pages[index / PAGE_INTS];
        return Layout.getInt(blocks.segment(address), offset(address, index));
    }

    void set(int index, int value) {
        int address = pages[index / PAGE_INTS];
        Layout.putInt(blocks.segment(address), offset(address, index), value);
    }

    void add(int value) {
        if (size == capacity()) {
            grow();
        }
        set(size++, value);
    }

    int removeLast() {
        int last = get(--size);
        if (size == 0) {
            clear();
        }
        return last;
    }

    private int capacity() {
        return pageCount <= 1 ? firstInts : pageCount * PAGE_INTS;
    }

    private void grow() {
        if (firstInts < PAGE_INTS) {
            growFirst();
            return;
        }
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount * 2);
        }
        pages[pageCount++] = blocks.take((long) PAGE_INTS * Integer.BYTES);
    }

    private void growFirst() {
        int larger = firstInts == 0 ? FIRST_INTS : firstInts * 4;
        int address = blocks.take((long) larger * Integer.BYTES);
        if (firstInts == 0) {
            pages = new int[] {address};
            pageCount = 1;
        } else {
            long bytes = (long) firstInts * Integer.BYTES;
            MemorySegment.copy(
                    blocks.segment(pages[0]),
                    Blocks.offset(pages[0]),
                    blocks.segment(address),
                    Blocks.offset(address),
                    bytes);
            blocks.give(pages[0], bytes);
            pages[0] = address;
        }
        firstInts = larger;
    }

    /// Nothing is left in it, and no memory is held.
    void clear() {
        for (int i = 0; i < pageCount; i++) {
            blocks.give(pages[i], (long) (i == 0 ? firstInts : PAGE_INTS) * Integer.BYTES);
        }
        pages = new int[0];
        pageCount = 0;
        firstInts = 0;
        size = 0;
    }
}
