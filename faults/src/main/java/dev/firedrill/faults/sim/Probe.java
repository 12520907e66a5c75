package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.InForce;
import java.time.Duration;
import java.util.Locale;

/// A measurement in the simulated world that shows whether an injection is in force: over the same
/// links, disks and processes as everything else, never read off the injection itself. It is
/// compared with what all that is in force predicts.
abstract sealed class Probe permits LinkProbe, DiskProbe, ProcessProbe, ResourceProbe, ClockProbe {
    /// How long a measurement may take that should show an injection.
    static final Duration MEASURE_MAX = Tolerance.SILENCE;

    /// What a measurement came to.
    record Seen(String measured, boolean asPredicted) {}

    abstract Injection injection();

    /// Notes what has to be known before the injection is carried out.
    abstract void before();

    /// Begins to measure.
    ///
    /// @param predicted what should be in force
    abstract void send(InForce predicted);

    /// Whether what should be in force has the effect of this injection.
    abstract boolean isStillShown();

    /// Whether nothing more is waited for.
    abstract boolean over();

    /// How long it may take until the injection shows.
    abstract Duration atMost();

    abstract Seen look();

    /// Lets go of what was only there to measure.
    void drop() {
        // Most leave nothing behind.
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    /// Whether so many bytes in that time keep to the limit; a negative time when they did not get
    /// through at all.
    static boolean isLimited(long bytes, long tookNanos, long bytesPerSecond) {
        return tookNanos < 0 || Tolerance.isWithin(rate(bytes, tookNanos), bytesPerSecond);
    }

    static String rateText(long bytes, long tookNanos) {
        return tookNanos < 0
                ? String.format(
                        Locale.ROOT, "less than %d B within %d ms", bytes, MEASURE_MAX.toMillis())
                : String.format(Locale.ROOT, "%.0f B/s", rate(bytes, tookNanos));
    }

    private static double rate(long bytes, long tookNanos) {
        return bytes * 1e9 / Math.max(1, tookNanos);
    }
}
