package dev.firedrill.reports.history;

import java.util.Locale;

/// Why a replica did not take its master's snapshot.
public enum SnapshotRefusal {
    /// `replica-refuse-shrunk-dataset`.
    DATASET_SHRUNK,
    /// It was damaged, or held what the replica does not know.
    UNREADABLE,
    /// The replica's disk did not take it.
    NOT_STORED;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
