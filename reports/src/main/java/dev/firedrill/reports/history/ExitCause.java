package dev.firedrill.reports.history;

/// Why a server process ended.
public enum ExitCause {
    /// By itself: SHUTDOWN, a refused configuration, a fatal write error.
    OWN_DECISION,
    /// By kill -9.
    KILLED,
    /// By SIGTERM.
    TERMINATED,
    /// The kernel killed it at its memory cap.
    MEMORY_CAP,
    /// Its runtime gave up at the limit of its own heap, before the kernel had to.
    HEAP_EXHAUSTED,
    POWER_LOSS;

    /// For people: `memory cap`.
    public String word() {
        return Words.of(this);
    }
}
