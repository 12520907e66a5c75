package dev.firedrill.reports.history;

public enum SnapshotResult {
    SUCCEEDED,
    FAILED,
    /// Nobody waited for it any more, or the data was replaced meanwhile.
    GIVEN_UP
}
