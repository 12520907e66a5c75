package dev.firedrill.reports.history;

/// The moments at which a run looks at configuration, files and data sets. What is compared with
/// what hangs on these words, so that runner and judges share them.
public final class Moment {
    /// As the nodes came up.
    public static final String START = "start";

    /// Before the restart, while the drill goes on.
    public static final String RUNNING = "running";

    public static final String AFTER_RESTART = "after-restart";

    /// After convergence, at the end of the run.
    public static final String FINAL = "final";

    private Moment() {}
}
