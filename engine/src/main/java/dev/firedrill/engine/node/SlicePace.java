package dev.firedrill.engine.node;

/// When the next slice of a snapshot may be taken, or the next piece of a stream sent to who is far
/// behind: while clients are served it gets an eighth of the owner's time, and all of it while
/// nobody asks for anything.
///
/// Without this such work takes whatever the loop has left, the loop is never idle, and on a
/// machine whose processors are all busy (replicas that load, for one) the system makes it wait its
/// turn as it does with everyone who never sleeps: clients then wait for tens of milliseconds.
final class SlicePace {
    /// The others' time for each part of this work's.
    private static final long OTHERS_SHARE = 7;

    /// The turn may have been long because the system did not let us run: that is no work of ours.
    private static final long PAUSE_NANOS_MAX = 2_000_000L;

    private long beganNanos = -1;
    private long commandsBefore;
    private long wantedAtNanos;

    /// A slice or a piece begins.
    ///
    /// @param commands how many were executed so far
    void begins(long nowNanos, long commands) {
        beganNanos = nowNanos;
        wantedAtNanos = commands == commandsBefore ? nowNanos : Long.MAX_VALUE;
        commandsBefore = commands;
    }

    /// The turn of the loop in which it was done has ended.
    void turnEnds(long nowNanos) {
        if (beganNanos < 0) {
            return;
        }
        if (wantedAtNanos == Long.MAX_VALUE) {
            long took = Math.max(0, nowNanos - beganNanos);
            wantedAtNanos = nowNanos + Math.min(PAUSE_NANOS_MAX, OTHERS_SHARE * took);
        }
        beganNanos = -1;
    }

    /// In the past: at once.
    long wantedAtNanos() {
        return wantedAtNanos;
    }
}
