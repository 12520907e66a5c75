package dev.firedrill.reports.incident;

import java.util.Locale;

/// One line of a timeline.
public record TimelineEntry(long atNanos, Topic topic, String text) {
    /// What an entry is about.
    public enum Topic {
        PHASE,
        LAB,
        LOAD,
        FAULT,
        OPERATOR,
        GUARD,
        PROCESS,
        RESYNC,
        SNAPSHOT,
        DATASET,
        WRITES;

        /// For people: `resync`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
