package dev.firedrill.reports.history;

/// How an operation ended, as its client saw it.
public enum Outcome {
    OK,
    /// The server refused: it did not happen.
    FAILED,
    /// No answer: it may have happened.
    INDETERMINATE
}
