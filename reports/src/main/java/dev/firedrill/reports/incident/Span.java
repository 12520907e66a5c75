package dev.firedrill.reports.incident;

import java.time.Duration;

/// From when until when something was observed; the same time twice for a moment.
public record Span(long fromNanos, long toNanos) {
    public Span {
        if (fromNanos > toNanos)
            throw new IllegalArgumentException("a span that ends before it began");
    }

    public static Span at(long nanos) {
        return new Span(nanos, nanos);
    }

    /// The shortest span that holds this one and that moment.
    public Span with(long nanos) {
        return new Span(Math.min(fromNanos, nanos), Math.max(toNanos, nanos));
    }

    public long lengthNanos() {
        return toNanos - fromNanos;
    }

    /// Whether this span may have caused the other: it began no later, and the other began no later
    /// than `aftermath` behind its end.
    public boolean precedes(Span effect, Duration aftermath) {
        return fromNanos <= effect.fromNanos && effect.fromNanos - toNanos <= aftermath.toNanos();
    }

    public boolean beginsDuring(Span other) {
        return other.fromNanos <= fromNanos && fromNanos <= other.toNanos;
    }
}
