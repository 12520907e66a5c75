package dev.firedrill.reports.incident;

import java.util.Locale;

/// Where something that was observed comes from. A causal chain begins with a fault, an operator's
/// action or a configuration; what follows from these is a consequence.
public enum Origin {
    FAULT,
    OPERATOR,
    CONFIGURATION,
    CONSEQUENCE;

    public boolean isRoot() {
        return this != CONSEQUENCE;
    }

    /// For people and in result.json: `configuration`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
