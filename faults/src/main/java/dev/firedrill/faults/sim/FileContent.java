package dev.firedrill.faults.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file: its bytes, and how many of them are durable.
final class FileContent {
    byte[] bytes = new byte[64];
    int length;
    int durable;

    /// What a failed fsync threw away: in the page cache still, and on the disk never, whatever a
    /// later fsync says. Pairs of begin and end.
    final List<int[]> lost = new ArrayList<>();

    void append(byte[] more, int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
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
            Arrays.fill(bytes, range[0], Math.min(range[1], length), (byte) 0);
        }
        lost.clear();
    }
}
