package dev.firedrill.engine.rdb;

import dev.firedrill.engine.base.TransitMemory;
import org.jspecify.annotations.Nullable;

/// What memory the reading of a snapshot may take. A snapshot from a larger server may hold what
/// does not fit into this one: then it is refused, which keeps the old data and the process.
///
/// @param transit where long strings arrive; null if on the heap like all others
/// @param heapBytesMax the longest string, key or element that may lie on the heap as a whole
public record ReadingRoom(@Nullable TransitMemory transit, long heapBytesMax) {
    /// Everything on the heap, of any size.
    public static final ReadingRoom HEAP = new ReadingRoom(null, Long.MAX_VALUE);

    /// Strings from this length on arrive outside of the heap.
    static final int LONG_BYTES_MIN = 512 * 1024;

    void check(long bytes) throws Damaged {
        if (bytes > heapBytesMax) {
            throw new Damaged(
                    "there is no memory for a string of "
                            + bytes
                            + " bytes that is no value of its own");
        }
    }

    /// Whether the dataset may grow.
    void checkGrowth(long bytes) throws Damaged {
        if (transit != null && !transit.admits(bytes)) {
            throw new Damaged("there is no memory left for the dataset");
        }
    }
}
