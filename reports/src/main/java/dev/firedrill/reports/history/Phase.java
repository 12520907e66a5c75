package dev.firedrill.reports.history;

/// The phases that every run goes through, in this order.
public enum Phase {
    START,
    STEADY,
    DISTURB,
    HEAL,
    CONVERGE,
    FINAL_READS;

    /// For people: `final reads`.
    public String word() {
        return Words.of(this);
    }
}
