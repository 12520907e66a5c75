package dev.firedrill.engine.keyspace;

import java.util.Arrays;

/// Addresses in a row that grows and shrinks at both ends, in pages of foreign memory: nothing is
/// copied as it grows but the short list of pages.
final class AddressRing {
    private static final int PAGE = 512;
    private static final long PAGE_BYTES = (long) PAGE * Integer.BYTES;

    private final Blocks blocks;

    /// A ring of the pages' addresses; its length is a power of two.
    private int[] pages = new int[2];

    private int firstPage;
    private int pageCount;

    /// Where the first address lies in the first page.
    private int head;

    private int size;

    AddressRing(Blocks blocks) {
        this.blocks = blocks;
    }

    int size() {
        return size;
    }

    private int page(int number) {
        return pages[(firstPage + number) & (pages.length - 1)];
    }

    int get(int index) {
        int position = head + index;
        int page = page(position / PAGE);
        return Layout.getInt(blocks.segment(page), offset(page, position));
    }

    void set(int index, int address) {
        int position = head + index;
        int page = page(position / PAGE);
        Layout.putInt(blocks.segment(page), offset(page, position), address);
    }

    private static long offset(int page, int position) {
        return Blocks.offset(page) + (long) (position % PAGE) * Integer.BYTES;
    }

    void addFirst(int address) {
        if (head == 0) {
            makeRoom();
            firstPage = (firstPage - 1) & (pages.length - 1);
            pages[firstPage] = blocks.take(PAGE_BYTES);
            pageCount++;
            head = PAGE;
        }
        head--;
        size++;
        set(0, address);
    }

    void addLast(int address) {
        if (head + size == pageCount * PAGE) {
            makeRoom();
            pages[(firstPage + pageCount) & (pages.length - 1)] = blocks.take(PAGE_BYTES);
            pageCount++;
        }
        size++;
        set(size - 1, address);
    }

    private void makeRoom() {
        if (pageCount < pages.length) {
            return;
        }
        int[] larger = new int[pages.length * 2];
        for (int i = 0; i < pageCount; i++) {
            larger[i] = page(i);
        }
        pages = larger;
        firstPage = 0;
    }

    int removeFirst() {
        int address = get(0);
        head++;
        size--;
        if (size == 0) {
            clear();
        } else if (head == PAGE) {
            blocks.give(page(0), PAGE_BYTES);
            firstPage = (firstPage + 1) & (pages.length - 1);
            pageCount--;
            head = 0;
        }
        return address;
    }

    int removeLast() {
        int address = get(size - 1);
        size--;
        if (size == 0) {
            clear();
        } else if ((head + size) % PAGE == 0) {
            blocks.give(page(pageCount - 1), PAGE_BYTES);
            pageCount--;
        }
        return address;
    }

    /// Nothing is left in it, and no memory is held.
    void clear() {
        for (int i = 0; i < pageCount; i++) {
            blocks.give(page(i), PAGE_BYTES);
        }
        pages = Arrays.copyOf(pages, 2);
        firstPage = 0;
        pageCount = 0;
        head = 0;
        size = 0;
    }
}
