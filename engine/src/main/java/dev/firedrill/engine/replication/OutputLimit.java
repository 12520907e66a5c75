package dev.firedrill.engine.replication;

/// How many unsent bytes a client may have: `client-output-buffer-limit <class> <hard> <soft>
/// <seconds>`; 0 is no limit.
public record OutputLimit(long hardBytes, long softBytes, long softSeconds) {
    public static final OutputLimit NONE = new OutputLimit(0, 0, 0);

    /// When a client went above the soft limit; in place of a time: it is below.
    public static final long BELOW = Long.MIN_VALUE;

    /// A limit below the backlog would close a replica for bytes that are kept for it anyway.
    public OutputLimit withHardBytesMin(long bytesMin) {
        return hardBytes != 0 && hardBytes < bytesMin
                ? new OutputLimit(bytesMin, softBytes, softSeconds)
                : this;
    }

    public boolean exceedsSoft(long unsentBytes) {
        return softBytes != 0 && unsentBytes >= softBytes;
    }

    /// @param softSinceNanos since when [#exceedsSoft] holds without a break, or [#BELOW]
    public boolean closes(long unsentBytes, long softSinceNanos, long nowNanos) {
        if (hardBytes != 0 && unsentBytes >= hardBytes) {
            return true;
        }
        return exceedsSoft(unsentBytes)
                && softSinceNanos != BELOW
                && nowNanos - softSinceNanos > softSeconds * 1_000_000_000L;
    }
}
