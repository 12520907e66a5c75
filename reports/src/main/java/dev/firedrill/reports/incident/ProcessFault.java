package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;

/// Processes that were killed, paused or supervised on purpose, and losses of power.
public final class ProcessFault implements Finding {
    @Override
    public String name() {
        return "process-disturbed";
    }

    @Override
    public Hearing begin() {
        return new FaultsInForce(InjectionKind.Area.PROCESS);
    }
}
