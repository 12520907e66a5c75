package dev.firedrill.faults.lab;

/// A heavy load under way. It goes with its cluster, at the latest.
public interface RunningLoad {
    /// Whether its last report has been heard. May be asked on any thread.
    boolean over();

    /// Ends it, unless it has ended by itself, and lets lab time pass until its last report has
    /// been heard. Not to be called on the loop.
    ///
    /// @return false when none came
    boolean end();
}
