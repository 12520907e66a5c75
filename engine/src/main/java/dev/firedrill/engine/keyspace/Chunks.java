package dev.firedrill.engine.keyspace;

import static dev.firedrill.engine.base.Invariants.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Large pieces of foreign memory, cut into pages, and runs of neighbouring pages given out.
///
/// An address is an `int`: the number of a chunk, then the offset in it in units of 8 bytes, so 32
/// GB can be told apart. The first chunk is small and each next one twice as large, up to 1 MB: an
/// empty server costs next to nothing. What is larger than half a chunk gets one of its own.
final class Chunks {
    static final int PAGE_BYTES = 4 * 1024;
    static final int UNIT_BYTES = 8;

    /// No chunk has this number, so no block has the address -1.
    private static final int CHUNKS_MAX = 32_767;

    private static final int UNITS_BITS = 17;
    private static final int FIRST_CHUNK_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES_MAX = UNIT_BYTES << UNITS_BITS;
    private static final int RUN_BYTES_MAX = CHUNK_BYTES_MAX / 2;
    private static final int WORDS = CHUNK_BYTES_MAX / PAGE_BYTES / Long.SIZE;

    private final Memory memory;
    private MemorySegment[] segments = new MemorySegment[0];
    private @Nullable Arena[] arenas = new Arena[0];

    /// One bit for each page that is free, [#WORDS] words for each chunk.
    private long[] freePages = new long[0];

    private int[] freeCounts = new int[0];

    /// Chunks below this number have no free page.
    private int firstWithFree;

    private int end;
    private int wholeFree;
    private long bytes;

    Chunks(Memory memory) {
        this.memory = memory;
    }

    MemorySegment segment(int address) {
        return segments[address >>> UNITS_BITS];
    }

    static long offset(int address) {
        return (long) (address & ((1 << UNITS_BITS) - 1)) * UNIT_BYTES;
    }

    /// Which chunk of the largest size, counted from the beginning of all addresses, in pieces of
    /// that many bytes: a dense number for tables on the side.
    static int piece(int address, int pieceBytes) {
        return address >>> Integer.numberOfTrailingZeros(pieceBytes / UNIT_BYTES);
    }

    static int addressOfPiece(int piece, int pieceBytes) {
        return piece << Integer.numberOfTrailingZeros(pieceBytes / UNIT_BYTES);
    }

    /// Taken from the system.
    long bytes() {
        return bytes;
    }

    private static int pages(long bytes) {
        return Math.toIntExact((bytes + PAGE_BYTES - 1) / PAGE_BYTES);
    }

    /// The size of the run that holds this number of bytes.
    static long rounded(long bytes) {
        // A string that grows bit by bit is copied once for each megabyte. What is not written to
        // of
        // the last one takes no memory.
        return bytes > CHUNK_BYTES_MAX
                ? (bytes + CHUNK_BYTES_MAX - 1) / CHUNK_BYTES_MAX * CHUNK_BYTES_MAX
                : (long) pages(bytes) * PAGE_BYTES;
    }

    /// A run of neighbouring pages.
    ///
    /// @param alignPages a power of two: the first page's number is a multiple of it
    int take(long runBytes, int alignPages) {
        if (runBytes > RUN_BYTES_MAX) {
            int chunk = open(rounded(runBytes));
            freeCounts[chunk] = 0;
            return chunk << UNITS_BITS;
        }
        int pages = pages(runBytes);
        for (int chunk = firstWithFree; chunk < end; chunk++) {
            int page = freeCounts[chunk] < pages ? -1 : findRun(chunk, pages, alignPages);
            if (page >= 0) {
                return claim(chunk, page, pages);
            }
            if (chunk == firstWithFree && freeCounts[chunk] == 0) {
                firstWithFree++;
            }
        }
        int sizeBits =
                Math.min(
                        UNITS_BITS,
                        end + Integer.numberOfTrailingZeros(FIRST_CHUNK_BYTES / UNIT_BYTES));
        int chunkBytes =
                Math.max(UNIT_BYTES << sizeBits, Integer.highestOneBit(pages * 2 - 1) * PAGE_BYTES);
        int chunk = open(chunkBytes);
        int pagesInChunk = chunkBytes / PAGE_BYTES;
        for (int page = 0; page < pagesInChunk; page++) {
            freePages[chunk * WORDS + page / Long.SIZE] |= 1L << page;
        }
        freeCounts[chunk] = pagesInChunk;
        firstWithFree = Math.min(firstWithFree, chunk);
        wholeFree++;
        return claim(chunk, 0, pages);
    }

    private int claim(int chunk, int page, int pages) {
        if (isWholeFree(chunk)) {
            wholeFree--;
        }
        for (int i = page; i < page + pages; i++) {
            freePages[chunk * WORDS + i / Long.SIZE] &= ~(1L << i);
        }
        freeCounts[chunk] -= pages;
        return chunk << UNITS_BITS | page * (PAGE_BYTES / UNIT_BYTES);
    }

    private boolean isFree(int chunk, int page) {
        return (freePages[chunk * WORDS + page / Long.SIZE] & 1L << page) != 0;
    }

    private int findRun(int chunk, int pages, int alignPages) {
        int pagesInChunk = (int) (segments[chunk].byteSize() / PAGE_BYTES);
        int page = 0;
        while (page + pages <= pagesInChunk) {
            int length = 0;
            while (length < pages && isFree(chunk, page + length)) {
                length++;
            }
            if (length == pages) {
                return page;
            }
            page = (page + length + alignPages) & -alignPages;
        }
        return -1;
    }

    private boolean isWholeFree(int chunk) {
        return (long) freeCounts[chunk] * PAGE_BYTES == segments[chunk].byteSize();
    }

    /// The number of a new chunk.
    private int open(long chunkBytes) {
        int chunk = 0;
        while (chunk < end && arenas[chunk] != null) {
            chunk++;
        }
        check(chunk < CHUNKS_MAX, "the keyspace is larger than can be addressed");
        if (chunk == segments.length) {
            int capacity = Math.max(4, chunk * 2);
            segments = Arrays.copyOf(segments, capacity);
            Arrays.fill(segments, chunk, capacity, MemorySegment.NULL);
            arenas = Arrays.copyOf(arenas, capacity);
            freePages = Arrays.copyOf(freePages, capacity * WORDS);
            freeCounts = Arrays.copyOf(freeCounts, capacity);
        }
        Arena arena = memory.arena();
        arenas[chunk] = arena;
        segments[chunk] = memory.allocate(arena, chunkBytes);
        end = Math.max(end, chunk + 1);
        bytes += chunkBytes;
        return chunk;
    }

    /// Gives a run back.
    void give(int address, long runBytes) {
        int chunk = address >>> UNITS_BITS;
        if (runBytes > RUN_BYTES_MAX) {
            close(chunk);
            return;
        }
        int page = (int) (offset(address) / PAGE_BYTES);
        int pages = pages(runBytes);
        for (int i = page; i < page + pages; i++) {
            check(!isFree(chunk, i), "a page is given back twice");
            freePages[chunk * WORDS + i / Long.SIZE] |= 1L << i;
        }
        freeCounts[chunk] += pages;
        firstWithFree = Math.min(firstWithFree, chunk);
        if (isWholeFree(chunk)) {
            wholeFree++;
            if (wholeFree > 1) {
                // One stays, so that a dataset which grows and shrinks by a page does not take a
                // chunk from the system and give it back each time.
                wholeFree--;
                close(chunk);
            }
        }
    }

    private void close(int chunk) {
        Arena arena = arenas[chunk];
        check(arena != null, "a chunk is given back twice");
        bytes -= segments[chunk].byteSize();
        Arrays.fill(freePages, chunk * WORDS, (chunk + 1) * WORDS, 0);
        freeCounts[chunk] = 0;
        segments[chunk] = MemorySegment.NULL;
        arenas[chunk] = null;
        memory.release(java.util.Objects.requireNonNull(arena));
    }

    /// Gives one chunk back to the system, with all that is in it; false when there is none left. A
    /// large dataset is given back over many calls, since each takes its time.
    boolean releaseOne() {
        while (end > 0) {
            end--;
            if (arenas[end] != null) {
                close(end);
                return true;
            }
        }
        return false;
    }
}
