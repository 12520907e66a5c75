package dev.firedrill.reports.history;

import java.util.Locale;

public enum ResyncKind {
    FULL,
    PARTIAL;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
