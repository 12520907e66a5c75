package dev.firedrill.reports.incident;

/// A reference to a line of the journal that shows something.
///
/// @param line its number in the variant's journal, counted from 1
/// @param text what the line says, in a few words
public record Evidence(long line, long atNanos, String text) {
    public static Evidence of(JournalLine line, String text) {
        return new Evidence(line.number(), line.atNanos(), text);
    }
}
