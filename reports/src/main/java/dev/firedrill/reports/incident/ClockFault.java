package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;

/// Clocks that jumped or drifted.
public final class ClockFault implements Finding {
    @Override
    public String name() {
        return "clock-disturbed";
    }

    @Override
    public Hearing begin() {
        return new FaultsInForce(InjectionKind.Area.CLOCK);
    }
}
