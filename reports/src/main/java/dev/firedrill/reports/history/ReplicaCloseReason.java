package dev.firedrill.reports.history;

import java.util.Locale;

/// Why a master no longer has a replica.
public enum ReplicaCloseReason {
    /// The replica, or the network, has ended the connection.
    CONNECTION_LOST,
    TIMED_OUT,
    OUTPUT_BUFFER_LIMIT,
    SNAPSHOT_FAILED,
    SNAPSHOT_UNREADABLE,
    SPOKE_OUT_OF_TURN,
    /// The master follows another master, or another history.
    MASTER_CHANGED,
    /// The master's own dataset was replaced by a full resync.
    MASTER_RESYNCED,
    PROMOTED;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
