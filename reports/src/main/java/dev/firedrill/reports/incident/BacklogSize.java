package dev.firedrill.reports.incident;

import java.util.Locale;

/// A backlog from which a replica could have continued that had missed so many bytes: a quarter
/// more than that, as a power of two of megabytes.
record BacklogSize(long missedBytes) {
    private static final long MEGABYTE = 1L << 20;

    private long megabytes() {
        long wanted = (missedBytes + missedBytes / 4 + MEGABYTE - 1) / MEGABYTE;
        return Long.highestOneBit(Math.max(1, wanted * 2 - 1));
    }

    Remedy into(Remedy remedy) {
        return remedy.setting("repl-backlog-size", megabytes() + "mb").because(arithmetic());
    }

    private String arithmetic() {
        return String.format(
                Locale.ROOT,
                "a replica missed %d bytes of the stream; with a quarter to spare that is %d bytes,"
                        + " which %dmb hold",
                missedBytes,
                missedBytes + missedBytes / 4,
                megabytes());
    }
}
