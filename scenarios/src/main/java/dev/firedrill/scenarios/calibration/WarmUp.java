package dev.firedrill.scenarios.calibration;

/// How a process that has just been started becomes as fast as it will be: what it takes longer
/// falls exponentially with the work that it has done.
///
/// @param factor how many times as long the first command takes
/// @param nanos of the work of a warm process, by which a third is left of what it takes longer
record WarmUp(double factor, double nanos) {
    static final WarmUp NONE = new WarmUp(1, 0);

    /// Below that the first commands of a process tell nothing about it.
    private static final double LONGER_MIN = 0.05;

    /// Of two figures: what all commands took longer than those of a warm process, and what the
    /// first tenth of them did.
    ///
    /// @param cold the first commands of a process
    /// @param warmNanos that one takes of a process that is warm
    static WarmUp of(Stopwatch.Times cold, int commands, double warmNanos) {
        double all = cold.allNanos() - commands * warmNanos;
        double headWork = commands / 10.0 * warmNanos;
        double head = cold.headNanos() - headWork;
        if (all < LONGER_MIN * commands * warmNanos || head <= 0) return NONE;
        // A head that holds all of it would say that the process was warm at once.
        double share = Math.min(head / all, 0.95);
        double nanos = -headWork / Math.log1p(-share);
        return new WarmUp(1 + all / nanos, nanos);
    }
}
