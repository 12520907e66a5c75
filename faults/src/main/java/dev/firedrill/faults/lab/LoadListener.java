package dev.firedrill.faults.lab;

import dev.firedrill.faults.load.LoadReport;

/// Hears what a heavy load says of itself, on the lab's loop.
public interface LoadListener {
    /// @param atNanos lab time at which it was heard; in a lab of containers a little after it was
    ///   said
    void reported(long atNanos, LoadReport report);
}
