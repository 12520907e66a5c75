package dev.firedrill.faults.docker.tool;

import java.util.List;

/// By how much the clock of a process differs from the kernel's.
///
/// @param aheadNanos at the moment `since`
/// @param sinceNanos in the kernel's nanoseconds since 1970
/// @param ratio how much faster it runs, in units of 2 to the power of -32
public record ClockShift(long aheadNanos, long sinceNanos, long ratio) {
    public static final ClockShift NONE = new ClockShift(0, 0, 0);

    private static final double UNIT = 1L << 32;
    private static final double MILLION = 1e6;

    private static final int WORDS = 3;

    public double partsPerMillion() {
        return ratio / UNIT * MILLION;
    }

    /// The same after a jump and at another speed.
    ///
    /// @param nowNanos in the kernel's nanoseconds since 1970
    public ClockShift changed(long nowNanos, long byNanos, double partsPerMillion) {
        long drifted = (long) ((nowNanos - sinceNanos) * (ratio / UNIT));
        return new ClockShift(
                aheadNanos + drifted + byNanos,
                nowNanos,
                Math.round(partsPerMillion / MILLION * UNIT));
    }

    /// As three words.
    public String text() {
        return aheadNanos + " " + sinceNanos + " " + ratio;
    }

    public static ClockShift parse(List<String> words) {
        if (words.size() != WORDS) {
            throw new IllegalArgumentException("no shift of a clock: " + words);
        }
        return new ClockShift(
                Long.parseLong(words.get(0)),
                Long.parseLong(words.get(1)),
                Long.parseLong(words.get(2)));
    }
}
