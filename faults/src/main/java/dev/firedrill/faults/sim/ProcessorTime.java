package dev.firedrill.faults.sim;

/// Processor time of a process: what its work needed, and how long it took under the quota of that
/// moment.
record ProcessorTime(double neededNanos, double takenNanos) {
    static final ProcessorTime NONE = new ProcessorTime(0, 0);

    ProcessorTime since(ProcessorTime earlier) {
        return new ProcessorTime(
                neededNanos - earlier.neededNanos, takenNanos - earlier.takenNanos);
    }

    /// The part of a processor that the process had while it worked; 1 when it did not work.
    double share() {
        return takenNanos <= 0 ? 1 : neededNanos / takenNanos;
    }
}
