package dev.firedrill.faults.injection;

import java.time.Duration;

/// The words in which an injection is named.
final class InjectionText {
    private InjectionText() {}

    /// @param place the link or the node
    /// @param figures with a space before them; empty when there are none
    static String of(Object injection, Object place, String figures) {
        return injection.getClass().getSimpleName() + " " + place + figures;
    }

    static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
