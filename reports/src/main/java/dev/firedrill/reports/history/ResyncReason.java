package dev.firedrill.reports.history;

import java.util.Locale;

/// Why a resync was full; [#CONTINUED] of a partial one.
public enum ResyncReason {
    CONTINUED,
    REQUESTED_BY_REPLICA,
    SYNC_ONLY,
    UNKNOWN_HISTORY,
    BEYOND_SECONDARY_HISTORY,
    NO_BACKLOG,
    BACKLOG_TRIMMED,
    AHEAD_OF_MASTER;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
