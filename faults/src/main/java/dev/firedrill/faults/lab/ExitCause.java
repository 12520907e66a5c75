package dev.firedrill.faults.lab;

/// Why a process ended.
public enum ExitCause {
    /// By itself: SHUTDOWN, a refused configuration, a fatal write error.
    OWN_DECISION,
    KILLED,
    TERMINATED,
    /// The kernel killed it at its memory cap.
    MEMORY_CAP,
    /// A runtime gave up at the limit of its own heap, before the kernel had to: another incident
    /// than the kill, with the same cause.
    HEAP_EXHAUSTED,
    POWER_LOSS
}
