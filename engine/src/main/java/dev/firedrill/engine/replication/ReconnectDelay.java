package dev.firedrill.engine.replication;

import dev.firedrill.engine.base.Prng;

/// When a replica that lost its master may try again: never more than five times a second, whatever
/// happens. As redis-server, a replica that streamed, or that its master had promised a snapshot,
/// tries again at once, and one that got no further than the handshake after a second; with a
/// back-off above zero the wait doubles with each failure, by chance between half and whole of it.
///
/// The back-off prevents what a blink of the network does to a master with many replicas: all of
/// them come back in the same second, each with a full resync, and when that makes the master slow
/// they are cut and come again (Twilio, July 2013).
public final class ReconnectDelay {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// Between two attempts, by whatever they were caused.
    private static final long APART_NANOS_MIN = NANOS_PER_SECOND / 5;

    private final Prng prng;
    private int failures;
    private long lastAttemptNanos;
    private boolean attempted;

    public ReconnectDelay(Prng prng) {
        this.prng = prng;
    }

    /// An attempt begins now.
    public void attempted(long nowNanos) {
        attempted = true;
        lastAttemptNanos = nowNanos;
    }

    /// Whether an attempt that is due since `dueNanos` may begin now.
    public boolean mayAttempt(long nowNanos, long dueNanos) {
        return nowNanos >= dueNanos
                && (!attempted || nowNanos - lastAttemptNanos >= APART_NANOS_MIN);
    }

    /// The link has ended.
    ///
    /// @param streamedNanos for how long the stream ran; 0 if it never did
    /// @param granted whether the master had agreed to a resync, partial or full
    /// @param backoffSecondsMax 0 for none
    /// @return when it is due again
    public long ended(long nowNanos, long streamedNanos, boolean granted, long backoffSecondsMax) {
        if (backoffSecondsMax == 0) {
            return nowNanos + (granted ? 0 : NANOS_PER_SECOND);
        }
        long backoffNanosMax = backoffSecondsMax * NANOS_PER_SECOND;
        // A stream that soon breaks again is a failure too: that is what a resync loop looks like.
        failures = streamedNanos > backoffNanosMax ? 0 : Math.min(failures + 1, 30);
        long whole = Math.min(NANOS_PER_SECOND << Math.max(0, failures - 1), backoffNanosMax);
        return nowNanos + whole / 2 + prng.nextLong(whole / 2 + 1);
    }
}
