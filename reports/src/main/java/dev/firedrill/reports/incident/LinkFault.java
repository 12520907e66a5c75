package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.InjectionKind;

/// Links that were cut, refused, reset or made slow.
public final class LinkFault implements Finding {
    @Override
    public String name() {
        return "links-cut-or-slow";
    }

    @Override
    public Hearing begin() {
        return new FaultsInForce(InjectionKind.Area.LINK);
    }
}
