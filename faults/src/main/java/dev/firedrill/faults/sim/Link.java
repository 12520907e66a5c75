package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import java.util.ArrayDeque;

/// One direction between two hosts. Segments arrive in the order in which they were sent. While it
/// is cut they wait, as TCP would send them again until they get through: nothing is lost.
final class Link {
    /// A wire of limited rate, perhaps shared by several links.
    static final class Pipe {
        final double bytesPerSecond;
        private long freeAtNanos;

        Pipe(double bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        /// When the last byte of a segment has left.
        long leaves(long nowNanos, long bytes) {
            freeAtNanos = Math.max(nowNanos, freeAtNanos) + (long) (bytes * 1e9 / bytesPerSecond);
            return freeAtNanos;
        }
    }

    private record Segment(long bytes, Runnable arrives) {}

    /// Ethernet, IP and TCP headers of one segment.
    private static final long HEADER_BYTES = 66;

    private final EventQueue events;
    private final Prng prng;
    private final long ownLatencyNanos;
    private final long ownJitterNanos;
    private final Pipe ownPipe;
    private final ArrayDeque<Segment> held = new ArrayDeque<>();
    private long latencyNanos;
    private long jitterNanos;
    private Pipe pipe;
    private long lastArrivalNanos;
    private boolean cut;

    /// Refuses connections from this side.
    boolean refuses;

    /// Swallows what is sent.
    boolean blackhole;

    /// Each connection is closed once it has sent that many more bytes; negative for never.
    private long dropAfterBytes = -1;

    /// Which time that was said, so that each connection counts from then.
    private int dropRound;

    long slowCloseNanos;

    Link(EventQueue events, Prng prng, long latencyNanos, long jitterNanos, Pipe pipe) {
        this.events = events;
        this.prng = prng;
        ownLatencyNanos = latencyNanos;
        ownJitterNanos = jitterNanos;
        ownPipe = pipe;
        this.latencyNanos = latencyNanos;
        this.jitterNanos = jitterNanos;
        this.pipe = pipe;
    }

    void delay(long latency, long jitter) {
        latencyNanos = latency;
        jitterNanos = jitter;
    }

    void ownDelay() {
        delay(ownLatencyNanos, ownJitterNanos);
    }

    void limit(long bytesPerSecond) {
        pipe = new Pipe(bytesPerSecond);
    }

    void ownLimit() {
        pipe = ownPipe;
    }

    void dropAfter(long bytes) {
        dropAfterBytes = bytes;
        dropRound++;
    }

    long dropAfterBytes() {
        return dropAfterBytes;
    }

    int dropRound() {
        return dropRound;
    }

    boolean cut() {
        return cut;
    }

    void cut(boolean yes) {
        cut = yes;
        while (!cut && !held.isEmpty()) {
            Segment first = held.removeFirst();
            send(first.bytes(), first.arrives());
        }
    }

    void send(long bytes, Runnable arrives) {
        if (blackhole) {
            return;
        }
        if (cut) {
            held.add(new Segment(bytes, arrives));
            return;
        }
        long left = pipe.leaves(events.nowNanos(), bytes + HEADER_BYTES);
        long jitter = jitterNanos == 0 ? 0 : prng.nextLong(2 * jitterNanos + 1) - jitterNanos;
        lastArrivalNanos = Math.max(lastArrivalNanos, left + Math.max(0, latencyNanos + jitter));
        events.at(lastArrivalNanos, arrives);
    }
}
