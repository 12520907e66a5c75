package dev.firedrill.reports.history;

/// The phases that every run goes through, in this order.
public final class Phase {
    public static final String START = "start";
    public static final String STEADY = "steady";
    public static final String DISTURB = "disturb";
    public static final String HEAL = "heal";
    public static final String CONVERGE = "converge";
    public static final String FINAL_READS = "final-reads";

    private Phase() {}
}
