package dev.firedrill.faults.sim;

/// What things cost in the simulator: how long the machine that it stands for takes for them.
///
/// @param startNanos from when a process is asked for until it reads its configuration
/// @param linkLatencyNanos one way, where a topology says nothing
/// @param linkBytesPerSecond where a topology says nothing
/// @param nanosPerBatch for what a process reads at once, beside what follows
/// @param nanosPerByte received or sent
/// @param nanosPerSnapshotEntry and `nanosPerSnapshotByte`: to serialise
/// @param nanosPerEntryLoaded from a snapshot or an append-only file
/// @param diskBytesPerSecond of a disk that nobody throttles
/// @param fsyncNanos beside what is written by it
/// @param coldFactor how many times as long the first command of a process takes: a JVM interprets
///   what it has not compiled yet
/// @param warmUpNanos of commands, by which a third is left of what they take longer
/// @param firstSnapshotNanos what the first snapshot that a process makes takes longer
/// @param firstLoadNanos what the first dataset that it receives or loads takes longer
/// @param stallChance how probable it is that a process has to wait with what it has read, because
///   the machine does something else
/// @param stallNanos how long it then waits, on average
public record CostModel(
        long startNanos,
        long linkLatencyNanos,
        double linkBytesPerSecond,
        long nanosPerBatch,
        long nanosPerCommand,
        double nanosPerByte,
        long nanosPerSnapshotEntry,
        double nanosPerSnapshotByte,
        long nanosPerEntryLoaded,
        double diskBytesPerSecond,
        long fsyncNanos,
        double coldFactor,
        long warmUpNanos,
        long firstSnapshotNanos,
        long firstLoadNanos,
        double stallChance,
        long stallNanos) {

    /// A small server in a network of 10 Gbit/s.
    public static final CostModel STANDARD =
            new CostModel(
                    400_000_000,
                    100_000,
                    1.25e9,
                    2_000,
                    3_000,
                    1.5,
                    400,
                    1.5,
                    700,
                    200e6,
                    1_000_000,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0);

    public CostModel {
        if (!(linkBytesPerSecond > 0) || !(diskBytesPerSecond > 0)) {
            throw new IllegalArgumentException("a link or a disk without bandwidth");
        }
        if (startNanos < 0
                || linkLatencyNanos < 0
                || nanosPerBatch < 0
                || nanosPerCommand < 0
                || !(nanosPerByte >= 0)
                || nanosPerSnapshotEntry < 0
                || !(nanosPerSnapshotByte >= 0)
                || nanosPerEntryLoaded < 0
                || fsyncNanos < 0
                || warmUpNanos < 0
                || firstSnapshotNanos < 0
                || firstLoadNanos < 0
                || stallNanos < 0) {
            throw new IllegalArgumentException("a negative cost");
        }
        if (!(coldFactor >= 1) || Double.isInfinite(coldFactor)) {
            throw new IllegalArgumentException("a process that is faster when it is cold");
        }
        if (!(stallChance >= 0 && stallChance < 1)) {
            throw new IllegalArgumentException("a process that always waits, or less than never");
        }
    }
}
