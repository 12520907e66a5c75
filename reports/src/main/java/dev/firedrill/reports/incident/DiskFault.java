package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;

/// Disks that were made slow, full or faulty.
public final class DiskFault implements Finding {
    @Override
    public String name() {
        return "disk-disturbed";
    }

    @Override
    public Hearing begin() {
        return new FaultsInForce(InjectionKind.Area.DISK);
    }
}
