package dev.firedrill.scenarios.catalogue;

import dev.firedrill.scenarios.option.Bandwidth;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The line between the master and its replicas, and what fits through it besides a load. A drill
/// whose load fills the line measures the line and not the incident, so such a setting is refused.
///
/// @param sharers how many replicas share it
record Line(Bandwidth bandwidth, Duration oneWay, int sharers) {
    /// Ethernet, IP and TCP headers: under a light load each write is a packet of its own.
    private static final int HEADER_BYTES = 66;

    /// What a connection has under way at most, so that a long line bounds its rate.
    private static final double WINDOW_BYTES = 128 * 1024;

    /// The rest is for snapshots, and for what was missed.
    private static final double SHARE_OF_LOAD_MAX = 0.7;

    /// What a connection puts on the line at once.
    private static final double PIECE_BYTES = 64 * 1024;

    private static final double TURNS = 3;

    /// Shorter than Redis's default, so that an outage of seconds ends connections as one of a
    /// minute would.
    private static final double TIMEOUT_SECONDS_MIN = 10;

    /// What may still be under way on a line when it is cut, and arrives nevertheless.
    static final double UNDER_WAY_BYTES = 192 * 1024;

    private static final double BYTES_PER_KB = 1e3;

    /// For each replica.
    double bytesPerSecond() {
        double share = (double) bandwidth.bytesPerSecond() / sharers;
        return oneWay.isZero()
                ? share
                : Math.min(share, WINDOW_BYTES * 1e9 / (double) oneWay.toNanos());
    }

    private static double load(int writesPerSecond, int streamBytes) {
        return (double) writesPerSecond * (streamBytes + HEADER_BYTES);
    }

    /// Why the load does not fit, as a sentence.
    ///
    /// @param streamBytes what one write adds to the replication stream
    Optional<String> refusal(int writesPerSecond, int streamBytes) {
        double load = load(writesPerSecond, streamBytes);
        if (load <= SHARE_OF_LOAD_MAX * bytesPerSecond()) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "the load does not fit the link: %d writes per second are %.0f kB/s for"
                                + " each replica; %s of %s with %d ms one way carries %.0f kB/s, of"
                                + " which %.0f %% may be load.",
                        writesPerSecond,
                        load / BYTES_PER_KB,
                        sharers == 1 ? "a line" : "one of " + sharers + " shares of a line",
                        bandwidth,
                        oneWay.toMillis(),
                        bytesPerSecond() / BYTES_PER_KB,
                        SHARE_OF_LOAD_MAX * 100));
    }

    /// After how many seconds without data a replica, or its master, may give the other up. When
    /// all replicas are sent snapshots, each waits for a piece of every other one. And a master
    /// that has handed over the end of a snapshot waits for the first acknowledgement while the
    /// line still delivers what lies in both kernels' buffers.
    long timeoutSeconds() {
        double turn = PIECE_BYTES * sharers * 8.0 / Math.max(1, bandwidth.bitsPerSecond());
        double delivered = TIMEOUT_SECONDS_MIN + Math.floor(seconds(2 * UNDER_WAY_BYTES));
        return (long) Math.max(delivered, Math.ceil(TURNS * turn));
    }

    /// How long so many bytes take for every replica at the same time, on an idle line.
    double seconds(double bytes) {
        return bytes / bytesPerSecond();
    }

    /// The same beside a load.
    double secondsBeside(int writesPerSecond, int streamBytes, double bytes) {
        return bytes / (bytesPerSecond() - load(writesPerSecond, streamBytes));
    }
}
