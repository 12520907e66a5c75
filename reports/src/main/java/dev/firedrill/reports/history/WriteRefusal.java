package dev.firedrill.reports.history;

import java.util.Locale;

/// Why a server took no writes, with the error that its clients were told.
public enum WriteRefusal {
    /// MISCONF.
    DISK_ERROR,
    /// NOREPLICAS.
    TOO_FEW_REPLICAS,
    /// READONLY.
    READ_ONLY_REPLICA,
    /// OOM.
    MEMORY;

    /// In kebab case, for reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
