package dev.firedrill.reports.history;

import java.util.Locale;

public enum SnapshotPurpose {
    REPLICATION,
    SAVE,
    AOF_REWRITE;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
