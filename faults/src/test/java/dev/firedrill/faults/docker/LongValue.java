package dev.firedrill.faults.docker;

import java.util.Arrays;
import java.util.zip.CRC32C;

/// A value of many megabytes that is never held as a whole: pieces that differ by number, so that a
/// lost or misplaced piece, or another value of the same length, changes the checksum.
record LongValue(int seed, int megabytes) {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_PER_MEGABYTE = 16;

    long bytes() {
        return (long) megabytes << 20;
    }

    int pieces() {
        return megabytes * PIECES_PER_MEGABYTE;
    }

    byte[] piece(int number) {
        byte[] piece = new byte[PIECE_BYTES];
        Arrays.fill(piece, (byte) (seed * 31 + number));
        return piece;
    }

    long checksum() {
        var checksum = new CRC32C();
        for (int i = 0; i < pieces(); i++) {
            checksum.update(piece(i));
        }
        return checksum.getValue();
    }
}
