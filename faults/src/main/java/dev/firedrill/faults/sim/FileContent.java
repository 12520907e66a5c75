package dev.firedrill.faults.sim;

import java.util.ArrayList;
import java.util.List;

/// A file: its bytes, and how many of them are durable. The bytes lie in blocks, so that a file
/// that grows by a little at a time, as an append-only file does, is not copied whenever it
/// outgrows its place.
final class FileContent {
    private static final int BLOCK_BYTES = 16 * 1024;

    private final List<byte[]> blocks = new ArrayList<>();
    int length;
    int durable;

    /// What a failed fsync threw away: in the page cache still, and on the disk never, whatever a
    /// later fsync says. Pairs of begin and end.
    final List<int[]> lost = new ArrayList<>();

    void append(byte[] more, int count) {
        for (int done = 0; done < count; ) {
            int block = length / BLOCK_BYTES;
            int at = length % BLOCK_BYTES;
            if (block == blocks.size()) {
                blocks.add(new byte[BLOCK_BYTES]);
            }
            int part = Math.min(count - done, BLOCK_BYTES - at);
            System.arraycopy(more, done, blocks.get(block), at, part);
            length += part;
            done += part;
        }
    }

    byte[] copy(int from, int to) {
        byte[] copied = new byte[to - from];
        for (int at = from; at < to; ) {
            int part = Math.min(to - at, BLOCK_BYTES - at % BLOCK_BYTES);
            System.arraycopy(
                    blocks.get(at / BLOCK_BYTES), at % BLOCK_BYTES, copied, at - from, part);
            at += part;
        }
        return copied;
    }

    byte[] copy() {
        return copy(0, length);
    }

    /// Turns one bit round.
    void flip(int offset, int bit) {
        blocks.get(offset / BLOCK_BYTES)[offset % BLOCK_BYTES] ^= (byte) (1 << bit);
    }

    /// Linux marks the pages clean all the same, so the next fsync succeeds.
    void fsyncFailed() {
        lost.add(new int[] {durable, length});
        durable = length;
    }

    void truncate(int to) {
        length = Math.min(length, to);
        durable = Math.min(durable, length);
        lost.removeIf(range -> range[0] >= length);
        lost.forEach(range -> range[1] = Math.min(range[1], length));
    }

    void losePower() {
        length = durable;
        for (int[] range : lost) {
            for (int at = range[0]; at < Math.min(range[1], length); at++) {
                blocks.get(at / BLOCK_BYTES)[at % BLOCK_BYTES] = 0;
            }
        }
        lost.clear();
    }
}
