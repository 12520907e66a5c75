package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.Now;
import java.time.Clock;
import java.time.Instant;

/// The machine's two clocks as the node counts them. The monotonic one begins shortly before this
/// object was made: the JVM's own count may be negative.
final class Clocks {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Clock wall = Clock.systemUTC();
    private final long originNanos = System.nanoTime() - NANOS_PER_SECOND;

    Now now() {
        Instant date = wall.instant();
        return new Now(nanos(), date.getEpochSecond() * NANOS_PER_SECOND + date.getNano());
    }

    /// The monotonic clock alone.
    long nanos() {
        return System.nanoTime() - originNanos;
    }
}
