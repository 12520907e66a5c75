package dev.firedrill.engine.replication;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A stream of bytes that is written once and read by many at their own pace: reference-counted
/// blocks, so that N slow readers cost one copy.
///
/// The front is dropped block by block once it is more than the retained bytes behind the end and
/// no cursor stands in it. A reader that lags therefore makes the log longer, never lossy. Source:
/// behaviour of redis-server 7.0's replication buffer. What exceeds a few megabytes lies outside of
/// the garbage-collected heap, if there is [TransitMemory] for it: a replica that lags for long
/// must not fill the heap.
public final class SharedLog {
    private static final int BLOCK_BYTES_MIN = 16 * 1024;

    /// Trimmed blocks kept for reuse: in the steady state each new block is an old one.
    private static final int SPARE_BLOCKS_MAX = 4;

    /// From so much on new blocks lie outside of the heap.
    private static final long HEAP_BYTES_MAX = 4L * 1024 * 1024;

    private final @Nullable TransitMemory memory;
    private Block first;
    private Block last;
    private long allocatedBytes;
    private long retainedBytesMin;
    private final int blockBytesMin;
    private int cursors;
    private @Nullable Block spare;
    private int spares;

    static final class Block {
        final ByteBuffer bytes;
        final int capacity;
        final @Nullable LongBytes outside;
        long offset;
        int length;
        int cursors;
        @Nullable Block next;

        Block(int capacity) {
            this.capacity = capacity;
            bytes = ByteBuffer.allocate(capacity);
            outside = null;
        }

        Block(TransitMemory memory) {
            capacity = TransitMemory.PIECE_BYTES;
            outside = new LongBytes(memory);
            bytes = outside.piece();
        }

        void release() {
            LongBytes held = outside;
            if (held != null) {
                held.release();
            }
        }
    }

    /// @param nextOffset the offset of the first byte that will be appended
    /// @param retainedBytesMin how many bytes before the end are kept though nobody reads them
    public SharedLog(long nextOffset, long retainedBytesMin) {
        this(nextOffset, retainedBytesMin, BLOCK_BYTES_MIN, null);
    }

    public SharedLog(long nextOffset, long retainedBytesMin, TransitMemory memory) {
        this(nextOffset, retainedBytesMin, BLOCK_BYTES_MIN, memory);
    }

    /// @param blockBytesMin of a block, which is also what a reader gets at most in one piece
    public SharedLog(long nextOffset, long retainedBytesMin, int blockBytesMin) {
        this(nextOffset, retainedBytesMin, blockBytesMin, null);
    }

    /// @param memory for what exceeds a few megabytes
    public SharedLog(
            long nextOffset,
            long retainedBytesMin,
            int blockBytesMin,
            @Nullable TransitMemory memory) {
        this.memory = memory;
        this.retainedBytesMin = retainedBytesMin;
        this.blockBytesMin = blockBytesMin;
        first = new Block(blockBytesMin);
        first.offset = nextOffset;
        last = first;
        allocatedBytes = blockBytesMin;
    }

    /// The oldest byte that is still there.
    public long offsetMin() {
        return first.offset;
    }

    /// One past the newest byte.
    public long offsetEnd() {
        return last.offset + last.length;
    }

    /// Memory held by the blocks.
    public long allocatedBytes() {
        return allocatedBytes;
    }

    public long retainedBytesMin() {
        return retainedBytesMin;
    }

    public void retainedBytesMin(long bytes) {
        retainedBytesMin = bytes;
        trim();
    }

    /// How many cursors are open.
    public int cursors() {
        return cursors;
    }

    public void append(byte[] source, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            Block block = last;
            int room = block.capacity - block.length;
            if (room == 0) {
                block = grow(end - at);
                room = block.capacity;
            }
            int copied = Math.min(room, end - at);
            block.bytes.put(block.length, source, at, copied);
            block.length += copied;
            at += copied;
        }
    }

    /// Takes all that remains of `source`, wherever its bytes lie.
    public void append(ByteBuffer source) {
        while (source.hasRemaining()) {
            Block block = last;
            int room = block.capacity - block.length;
            if (room == 0) {
                block = grow(source.remaining());
                room = block.capacity;
            }
            int copied = Math.min(room, source.remaining());
            block.bytes.put(block.length, source, source.position(), copied);
            source.position(source.position() + copied);
            block.length += copied;
        }
    }

    private Block grow(int wanted) {
        Block reused = spare;
        Block block;
        if (memory != null && allocatedBytes >= HEAP_BYTES_MAX) {
            block = new Block(memory);
        } else if (reused != null) {
            spare = reused.next;
            spares--;
            block = reused;
            block.next = null;
            block.length = 0;
        } else {
            // Redis bounds a block by a sixteenth of the backlog, so that trimming stays gradual.
            long limit = Math.max(retainedBytesMin / 16, blockBytesMin);
            block =
                    new Block(
                            (int)
                                    Math.min(
                                            Math.max(wanted, blockBytesMin),
                                            Math.min(limit, 1 << 20)));
        }
        block.offset = offsetEnd();
        last.next = block;
        last = block;
        allocatedBytes += block.capacity;
        trim();
        return block;
    }

    private void trim() {
        long end = offsetEnd();
        Block second = first.next;
        while (second != null && first.cursors == 0 && end - second.offset >= retainedBytesMin) {
            Block dropped = first;
            first = second;
            second = first.next;
            allocatedBytes -= dropped.capacity;
            dropped.next = null;
            dropped.release();
            if (spares < SPARE_BLOCKS_MAX && dropped.capacity == blockBytesMin) {
                dropped.next = spare;
                spare = dropped;
                spares++;
            }
        }
    }

    /// Nobody reads it or writes to it any more.
    public void close() {
        for (Block block = first; block != null; block = block.next) {
            block.release();
        }
    }

    /// A reader that begins at this offset, which must still be there.
    public LogCursor cursorAt(long offset) {
        check(offset >= offsetMin() && offset <= offsetEnd(), "cursor outside of the log");
        Block block = first;
        Block following = block.next;
        while (following != null && following.offset <= offset) {
            block = following;
            following = block.next;
        }
        block.cursors++;
        cursors++;
        return new LogCursor(this, block, (int) (offset - block.offset));
    }

    void moved(Block from, Block to) {
        from.cursors--;
        to.cursors++;
        if (from == first && from.cursors == 0) {
            trim();
        }
    }

    void released(Block block) {
        block.cursors--;
        cursors--;
        check(block.cursors >= 0 && cursors >= 0, "a cursor was released twice");
        trim();
    }
}
