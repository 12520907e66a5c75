package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;

/// Tells commands that change data from those that only read it.
public final class WriteCommands {
    private WriteCommands() {}

    /// Whether the operation changed data, or may have when it got no answer. A command that is not
    /// known counts as a write.
    public static boolean isWrite(Event.Operation operation) {
        return !Effects.of(operation).isEmpty();
    }
}
