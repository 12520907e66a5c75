package dev.firedrill.scenarios.run;

import dev.firedrill.reports.history.Event;

/// One way to run a scenario: the configuration that failed (the control, which must be caught) or
/// one that guards against it (which must hold).
///
/// @param title a sentence for people
public record Variant(String name, Event.Expectation expectation, String title) {
    public static Variant breaks(String name, String title) {
        return new Variant(name, Event.Expectation.BREAKS, title);
    }

    public static Variant holds(String name, String title) {
        return new Variant(name, Event.Expectation.HOLDS, title);
    }
}
