package dev.firedrill.reports.render;

import dev.firedrill.reports.history.Event;
import java.util.Locale;
import java.util.OptionalLong;

/// Words and figures as people read them, shared by the renderers.
public final class Names {
    private static final double NANOS_PER_SECOND = 1e9;

    private Names() {}

    public static String word(Event.Expectation expectation) {
        return switch (expectation) {
            case BREAKS -> "must be caught";
            case HOLDS -> "must hold";
        };
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }

    static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    static String took(OptionalLong nanos) {
        return nanos.isPresent() ? seconds(nanos.getAsLong()) : "no end reported";
    }
}
