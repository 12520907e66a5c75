package dev.firedrill.engine.adapter;

import java.time.Clock;
import java.time.Instant;

/// The machine's wall clock as the node counts it: nanoseconds since the Unix epoch.
final class WallClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Clock clock = Clock.systemUTC();

    long nowNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }
}
