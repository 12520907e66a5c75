package dev.firedrill.reports.history;

/// The moments at which a run looks at configuration, files and data. Judges compare what was seen
/// at one moment with what was seen at another.
public enum Moment {
    /// As the nodes came up.
    START,
    /// Before the restart, while the drill goes on.
    RUNNING,
    AFTER_RESTART,
    /// After convergence, at the end of the run.
    FINAL;

    /// For people: `after restart`.
    public String word() {
        return Words.of(this);
    }
}
