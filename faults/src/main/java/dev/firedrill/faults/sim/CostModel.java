package dev.firedrill.faults.sim;

/// What things cost in the simulator: how long the machine that it stands for takes for them.
///
/// @param startNanos from when a process is asked for until it reads its configuration
/// @param linkLatencyNanos one way, where a topology says nothing
/// @param linkBytesPerSecond where a topology says nothing
/// @param windowBytes how much of a connection's bytes is on its way before its sender has to wait:
///   in the buffers of both kernels, and of a proxy between them
/// @param delayedWindowBytes the same on a link with latency, where a proxy keeps what it delays
/// @param nanosPerBatch for what a process reads at once, beside what follows
/// @param nanosPerByte received or sent
/// @param nanosPerSnapshotEntry and `nanosPerSnapshotByte`: to serialise
/// @param nanosPerEntryLoaded from a snapshot or an append-only file
/// @param diskBytesPerSecond of a disk that nobody throttles
/// @param fsyncNanos beside what is written by it
/// @param cold what a process takes longer while it is new
/// @param stalls how the machine keeps waiting a process that is the only one of its cluster
/// @param crowdedStalls and each of [Stalls#CROWD] processes
public record CostModel(
        long startNanos,
        long linkLatencyNanos,
        double linkBytesPerSecond,
        long windowBytes,
        long delayedWindowBytes,
        long nanosPerBatch,
        long nanosPerCommand,
        double nanosPerByte,
        long nanosPerSnapshotEntry,
        double nanosPerSnapshotByte,
        long nanosPerEntryLoaded,
        double diskBytesPerSecond,
        long fsyncNanos,
        Cold cold,
        Stalls stalls,
        Stalls crowdedStalls) {

    /// What a process takes longer at first: a JVM loads and interprets what nobody has asked for
    /// yet.
    ///
    /// @param factor how many times as long the first command takes
    /// @param warmUpNanos of commands, by which a third is left of what they take longer
    /// @param firstSnapshotNanos for the first snapshot that it makes
    /// @param firstLoadNanos for the first dataset that it receives or loads
    /// @param nanosPerSnapshotEntry for each of the first [#ENTRIES]
    /// @param nanosPerEntryLoaded for each of the first [#ENTRIES]
    public record Cold(
            double factor,
            long warmUpNanos,
            long firstSnapshotNanos,
            long firstLoadNanos,
            long nanosPerSnapshotEntry,
            long nanosPerEntryLoaded) {
        public static final Cold NOT = new Cold(1, 0, 0, 0, 0, 0);

        /// The JVM has compiled the code for entries after this many.
        public static final long ENTRIES = 20_000;

        public Cold {
            if (!(factor >= 1) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("a process that is faster when it is cold");
            }
            if (warmUpNanos < 0
                    || firstSnapshotNanos < 0
                    || firstLoadNanos < 0
                    || nanosPerSnapshotEntry < 0
                    || nanosPerEntryLoaded < 0) {
                throw new IllegalArgumentException("a negative cost");
            }
        }
    }

    /// How a process has to wait with what it has read, because the machine does something else.
    ///
    /// @param chance how probable it is
    /// @param nanos how long it then waits, on average
    public record Stall(double chance, long nanos) {
        public static final Stall NONE = new Stall(0, 0);

        private static final double CHANCE_MAX = 0.9;

        public Stall {
            if (!(chance >= 0 && chance < 1)) {
                throw new IllegalArgumentException(
                        "a process that always waits, or less than never");
            }
            if (nanos < 0) {
                throw new IllegalArgumentException("a negative cost");
            }
        }

        /// @param share of the way from here to there; more than 1 is beyond
        private Stall towards(Stall other, double share) {
            return new Stall(
                    Math.clamp(chance + share * (other.chance - chance), 0, CHANCE_MAX),
                    Math.max(0, nanos + Math.round(share * (other.nanos - nanos))));
        }
    }

    /// @param early in the first [#EARLY_NANOS] of a process, in which compilers are busy
    /// @param later after that
    public record Stalls(Stall early, Stall later) {
        public static final Stalls NONE = new Stalls(Stall.NONE, Stall.NONE);

        public static final long EARLY_NANOS = 15_000_000_000L;

        /// Processes that share the machine.
        public static final int CROWD = 4;
    }

    /// The stalls of each process when so many share the machine. They grow in proportion to the
    /// number of other processes.
    public Stalls stallsAmong(int processes) {
        double share = (processes - 1) / (Stalls.CROWD - 1.0);
        return new Stalls(
                stalls.early().towards(crowdedStalls.early(), share),
                stalls.later().towards(crowdedStalls.later(), share));
    }

    /// A small server in a network of 10 Gbit/s.
    public static final CostModel STANDARD =
            new CostModel(
                    400_000_000,
                    100_000,
                    1.25e9,
                    128 * 1024,
                    128 * 1024,
                    2_000,
                    3_000,
                    1.5,
                    400,
                    1.5,
                    700,
                    200e6,
                    1_000_000,
                    Cold.NOT,
                    Stalls.NONE,
                    Stalls.NONE);

    public CostModel {
        if (!(linkBytesPerSecond > 0) || !(diskBytesPerSecond > 0)) {
            throw new IllegalArgumentException("a link or a disk without bandwidth");
        }
        if (windowBytes <= 0 || delayedWindowBytes <= 0) {
            throw new IllegalArgumentException("a connection that lets nothing through");
        }
        if (startNanos < 0
                || linkLatencyNanos < 0
                || nanosPerBatch < 0
                || nanosPerCommand < 0
                || !(nanosPerByte >= 0)
                || nanosPerSnapshotEntry < 0
                || !(nanosPerSnapshotByte >= 0)
                || nanosPerEntryLoaded < 0
                || fsyncNanos < 0) {
            throw new IllegalArgumentException("a negative cost");
        }
    }
}
