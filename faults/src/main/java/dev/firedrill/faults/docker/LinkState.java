package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.Toxic.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is in force on one link, and the toxics that make it so.
final class LinkState {
    /// What the link is when nothing is broken.
    ///
    /// @param bytesPerSecond 0 for no limit
    record Own(Duration latency, Duration jitter, long bytesPerSecond) {
        static final Own LAN = new Own(Duration.ZERO, Duration.ZERO, 0);
    }

    /// Beyond this Toxiproxy may lose a chunk when it goes on with a connection that was held.
    private static final Duration STALE = Duration.ofSeconds(5);

    private static final long BYTES_PER_KB = 1000;

    private final Own own;
    private Duration latency;
    private Duration jitter;
    private long bytesPerSecond;
    private boolean cut;
    private long cutAtNanos;
    private boolean stale;
    boolean refuses;
    boolean blackhole;
    long slowCloseMillis;
    long closeAfterBytes = -1;

    LinkState(Own own) {
        this.own = own;
        latency = own.latency();
        jitter = own.jitter();
        bytesPerSecond = own.bytesPerSecond();
    }

    Duration latency() {
        return latency;
    }

    Duration ownLatency() {
        return own.latency();
    }

    Duration jitter() {
        return jitter;
    }

    void cut(long nowNanos) {
        cut = true;
        cutAtNanos = nowNanos;
    }

    void join(long nowNanos) {
        stale |= cut && nowNanos - cutAtNanos > STALE.toNanos();
        cut = false;
    }

    /// Whether a long cut has been healed: connections that their ends gave up meanwhile are stuck
    /// in Toxiproxy, and so would be any change of their toxics.
    boolean stale() {
        return stale;
    }

    void fresh() {
        stale = false;
    }

    void delay(Duration by, Duration plusOrMinus) {
        latency = by;
        jitter = plusOrMinus;
    }

    void ownDelay() {
        latency = own.latency();
        jitter = own.jitter();
    }

    void limit(long rate) {
        bytesPerSecond = rate;
    }

    void ownLimit() {
        bytesPerSecond = own.bytesPerSecond();
    }

    /// Whether anything is not as it is when nothing is broken.
    boolean disturbed() {
        return cut
                || refuses
                || blackhole
                || slowCloseMillis > 0
                || closeAfterBytes >= 0
                || bytesPerSecond != own.bytesPerSecond()
                || !latency.equals(own.latency());
    }

    /// A cut is a bandwidth of nothing: the bytes wait, and nothing is lost. The `timeout` toxic is
    /// no cut: it drops what it holds, and its removal closes the connection.
    List<Toxic> toxics(Stream stream) {
        var toxics = new ArrayList<Toxic>();
        if (latency.isPositive() || jitter.isPositive()) {
            var attributes = Map.of("latency", latency.toMillis(), "jitter", jitter.toMillis());
            toxics.add(new Toxic("latency", stream, attributes));
        }
        if (cut || bytesPerSecond > 0) {
            long rate = cut ? 0 : Math.max(1, bytesPerSecond / BYTES_PER_KB);
            toxics.add(new Toxic("bandwidth", stream, Map.of("rate", rate)));
        }
        if (slowCloseMillis > 0) {
            toxics.add(new Toxic("slow_close", stream, Map.of("delay", slowCloseMillis)));
        }
        if (closeAfterBytes >= 0) {
            toxics.add(new Toxic("limit_data", stream, Map.of("bytes", closeAfterBytes)));
        }
        if (blackhole) {
            toxics.add(new Toxic("timeout", stream, Map.of("timeout", 0L)));
        }
        return toxics;
    }
}
