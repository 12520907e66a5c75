package dev.firedrill.engine.replication;

import dev.firedrill.engine.base.Prng;

/// Decides when a replica that lost its master may reconnect. Two attempts are at least a fifth of
/// a second apart. Without a back-off the rules are those of redis-server: a replica that was
/// streaming, or whose master had agreed to a resync, reconnects at once; one that failed during
/// the handshake waits for a second. With a back-off the wait doubles after each failure, up to the
/// limit, with jitter: between half of it and all of it.
///
/// The back-off protects a master with many replicas after a short network failure. Otherwise all
/// replicas reconnect within the same second and ask for a full resync each; that slows the master
/// down, their links time out, and the cycle begins again (Twilio, July 2013).
public final class ReconnectDelay {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// Between the beginnings of two attempts.
    private static final long APART_NANOS_MIN = NANOS_PER_SECOND / 5;

    private final Prng prng;
    private int failures;
    private long lastAttemptNanos;
    private boolean attempted;

    public ReconnectDelay(Prng prng) {
        this.prng = prng;
    }

    /// Records that an attempt begins.
    public void attempted(long nowNanos) {
        attempted = true;
        lastAttemptNanos = nowNanos;
    }

    /// Whether an attempt that has been due since `dueNanos` may begin now.
    public boolean mayAttempt(long nowNanos, long dueNanos) {
        return nowNanos >= dueNanos
                && (!attempted || nowNanos - lastAttemptNanos >= APART_NANOS_MIN);
    }

    /// Records that the link to the master has ended.
    ///
    /// @param streamedNanos how long the replica was streaming; 0 if it never was
    /// @param granted whether the master had agreed to a resync, partial or full
    /// @param backoffSecondsMax the longest wait; 0 for no back-off
    /// @return when the next attempt is due
    public long ended(long nowNanos, long streamedNanos, boolean granted, long backoffSecondsMax) {
        if (backoffSecondsMax == 0) {
            return nowNanos + (granted ? 0 : NANOS_PER_SECOND);
        }
        long backoffNanosMax = backoffSecondsMax * NANOS_PER_SECOND;
        // A stream that breaks again soon counts as a failure, too: that is a resync loop.
        failures = streamedNanos > backoffNanosMax ? 0 : Math.min(failures + 1, 30);
        long whole = Math.min(NANOS_PER_SECOND << Math.max(0, failures - 1), backoffNanosMax);
        return nowNanos + whole / 2 + prng.nextLong(whole / 2 + 1);
    }
}
