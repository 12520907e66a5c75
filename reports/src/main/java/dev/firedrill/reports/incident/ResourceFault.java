package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;

/// Memory caps and limits of processor time.
public final class ResourceFault implements Finding {
    @Override
    public String name() {
        return "resources-limited";
    }

    @Override
    public Hearing begin() {
        return new FaultsInForce(InjectionKind.Area.RESOURCES);
    }
}
