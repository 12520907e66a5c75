package dev.firedrill.faults.injection;

import java.time.Duration;

/// How far a measurement may be from what was intended, and how long it may take: the bounds that
/// the probes of both labs keep to. [Verification] says why they are what they are.
public final class Tolerance {
    /// That nothing passes is believed after this time.
    public static final Duration SILENCE = Duration.ofSeconds(1);

    /// A process that has not answered PING for this time stands still.
    public static final Duration STANDSTILL = Duration.ofMillis(500);

    /// A process that goes on has answered PING, or used processor time, within this time.
    public static final Duration RESUMED = Duration.ofSeconds(10);

    /// A rate keeps to its limit up to the limit divided by this.
    public static final double RATE = 0.9;

    /// Of a processor.
    public static final double CORES = 0.01;

    /// Of a clock that is read by a question to its server.
    public static final Duration CLOCK = Duration.ofMillis(100);

    /// Of a clock's drift.
    public static final double PARTS_PER_MILLION = 1;

    private Tolerance() {}

    /// Whether a rate keeps to its limit.
    public static boolean isWithin(double seen, long limit) {
        return seen <= limit / RATE;
    }
}
