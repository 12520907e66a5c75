package dev.firedrill.reports.incident;

import java.util.List;

/// How the latencies of one heavy load went, window by window, as `redis-cli --latency-history`
/// shows those of its PINGs.
///
/// @param node that was sent the load
/// @param description what it sends, for people
public record LatencyHistory(
        String node, String description, long windowNanos, List<Window> windows) {
    public LatencyHistory {
        windows = List.copyOf(windows);
    }

    /// @param fromNanos and `toNanos`: lab time
    /// @param samples operations that succeeded
    /// @param minMicros and what follows: of these; 0 without any
    /// @param due operations that were due meanwhile
    /// @param failed operations that were refused or got no answer
    public record Window(
            long fromNanos,
            long toNanos,
            long samples,
            long minMicros,
            long maxMicros,
            double averageMicros,
            long p99Micros,
            long due,
            long failed) {}
}
