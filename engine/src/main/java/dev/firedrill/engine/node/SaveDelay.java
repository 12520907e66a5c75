package dev.firedrill.engine.node;

/// `rdb-key-save-delay`: a snapshot waits after each key, so that a test can rely on one being
/// under way. Read when the snapshot begins: CONFIG SET does not reach the child process of
/// redis-server that writes one. Negative values, fractions of a microsecond there, are no wait
/// here.
final class SaveDelay {
    private static final long NANOS_PER_MICRO = 1_000;

    /// Short waits are put together, or the timers of the loop would make them longer.
    private static final long WAIT_NANOS_MIN = 1_000_000;

    private final long perKeyNanos;
    private long untilNanos;

    SaveDelay(long perKeyMicros) {
        perKeyNanos = Math.max(0, perKeyMicros) * NANOS_PER_MICRO;
    }

    /// How many keys the next slice may hold.
    int entriesMax(int slice) {
        return perKeyNanos == 0 ? slice : Math.clamp(WAIT_NANOS_MIN / perKeyNanos, 1, slice);
    }

    /// A slice with that many keys was taken.
    void sliceTaken(long nowNanos, long entries) {
        untilNanos = nowNanos + perKeyNanos * entries;
    }

    boolean holds(long nowNanos) {
        return perKeyNanos > 0 && nowNanos < untilNanos;
    }

    long untilNanos() {
        return untilNanos;
    }
}
