package dev.firedrill.reports.incident;

import java.util.Locale;

/// A server that a remedy is written for. Directives of one are refused by another.
public enum Product {
    /// The engine of this project.
    FIREDRILL,
    REDIS,
    VALKEY;

    /// As a run's header names its target.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
