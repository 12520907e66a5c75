package dev.firedrill.faults.load;

/// What a load did in one interval.
///
/// @param fromNanos and `toNanos`: since the load began
/// @param due writes that were due
/// @param sent writes that were sent, of which some may have been due before
/// @param answered writes that succeeded
/// @param refused writes that were answered with an error
/// @param unanswered writes whose connection ended before the answer, and at the end of the load
///   those that were due and had none
/// @param latencies of those that succeeded, from the moment at which each was due
/// @param lateness how late each was sent through the load's own fault: a connection had room for
///   it, and it was due
public record LoadInterval(
        long fromNanos,
        long toNanos,
        long due,
        long sent,
        long answered,
        long refused,
        long unanswered,
        LatencyCounts latencies,
        LatencyCounts lateness) {}
