package dev.firedrill.engine.node;

import java.util.Locale;

/// How fast a counter of bytes grows, smoothed over about half a second.
final class Rate {
    private long sampled;
    private double perSecond;

    /// To be called several times a second.
    void sample(long counter, long elapsedNanos) {
        // A counter that was reset has grown from zero.
        double present = (counter < sampled ? counter : counter - sampled) * 1e9 / elapsedNanos;
        perSecond += (present - perSecond) * Math.min(1.0, elapsedNanos / 5e8);
        sampled = counter;
    }

    String kilobytes() {
        return String.format(Locale.ROOT, "%.2f", perSecond / 1024);
    }
}
