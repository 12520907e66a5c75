package dev.firedrill.reports.history;

/// What a server has loaded at its start.
public enum DatasetSource {
    NOTHING,
    SNAPSHOT,
    APPEND_ONLY_FILE
}
