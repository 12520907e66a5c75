package dev.firedrill.faults.docker;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.InForce;
import java.time.Duration;
import java.util.Locale;

/// One measurement. Unless a probe says otherwise, it measures when it is looked at, waits for
/// nothing before that and leaves nothing behind.
interface Probe {
    /// What a measurement came to.
    record Seen(String measured, boolean asPredicted) {}

    Injection injection();

    /// Notes what has to be known before the injection is carried out.
    void before();

    /// Begins to measure. On the loop.
    ///
    /// @param predicted what should be in force
    void send(InForce predicted);

    default boolean over() {
        return true;
    }

    /// How long it may take until the injection shows.
    default Duration atMost() {
        return Tolerance.SILENCE;
    }

    /// Whether what should be in force has the effect of this injection.
    boolean isStillShown();

    /// Whether one more measurement could tell a slow server from a slow link.
    ///
    /// @param taken measurements so far
    default boolean isWorthRepeating(int taken) {
        return false;
    }

    Seen look();

    /// Lets go of what was only there to measure. On the loop.
    default void drop() {
        // Most leave nothing behind.
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
