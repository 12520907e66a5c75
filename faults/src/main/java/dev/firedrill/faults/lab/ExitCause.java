package dev.firedrill.faults.lab;

/// Why a process ended.
public enum ExitCause {
    /// By itself: SHUTDOWN, a refused configuration, a fatal write error.
    OWN_DECISION,
    KILLED,
    TERMINATED,
    /// The kernel killed it at its memory cap.
    MEMORY_CAP,
    POWER_LOSS
}
