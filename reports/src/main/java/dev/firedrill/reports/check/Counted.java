package dev.firedrill.reports.check;

/// A number with its noun, for the summaries of judges.
final class Counted {
    private Counted() {}

    /// For example `1 process died` or `2 processes died`.
    static String of(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
