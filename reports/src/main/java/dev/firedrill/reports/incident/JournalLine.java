package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;

/// One event with the number of its line in the journal of its variant, counted from 1 (`n` there).
public record JournalLine(long number, Event event) {
    public long atNanos() {
        return event.atNanos();
    }
}
