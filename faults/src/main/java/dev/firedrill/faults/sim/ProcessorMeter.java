package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.node.WorkDone;
import dev.firedrill.faults.sim.CostModel.Cold;
import dev.firedrill.faults.sim.CostModel.Stall;
import dev.firedrill.faults.sim.CostModel.Stalls;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// What the work of one process takes of its processor, which is slower while it is cold, and under
/// a quota.
final class ProcessorMeter {
    private final CostModel costs;
    private final Stalls stalls;
    private final LongSupplier nowNanos;
    private final long startedNanos;
    private final DoubleSupplier share;
    private final Prng prng;
    private WorkDone done = new WorkDone(0, 0, 0, 0, 0, 0);
    private double commandNanos;
    private double workNanos;
    private double busyNanos;

    /// @param stalls when the machine does something else
    /// @param nowNanos the simulator's time
    /// @param share how much of a processor the process gets at present, at most 1
    /// @param prng draws the stalls
    ProcessorMeter(
            CostModel costs,
            Stalls stalls,
            LongSupplier nowNanos,
            DoubleSupplier share,
            Prng prng) {
        this.stalls = stalls;
        this.nowNanos = nowNanos;
        startedNanos = nowNanos.getAsLong();
        this.prng = prng;
        this.costs = costs;
        this.share = share;
    }

    /// How long that takes which was done since the last call.
    ///
    /// @param now all that the process has done since its start
    long nanosUntil(WorkDone now) {
        WorkDone before = done;
        done = now;
        double bytes =
                now.bytesReceived() - before.bytesReceived() + now.bytesSent() - before.bytesSent();
        double nanos =
                costs.nanosPerBatch()
                        + commands(now.commandsExecuted() - before.commandsExecuted())
                        + costs.nanosPerByte() * bytes
                        + costs.nanosPerSnapshotEntry()
                                * (now.snapshotEntriesSerialised()
                                        - before.snapshotEntriesSerialised())
                        + costs.nanosPerSnapshotByte()
                                * (now.snapshotBytesSerialised() - before.snapshotBytesSerialised())
                        + costs.nanosPerEntryLoaded()
                                * (now.entriesLoaded() - before.entriesLoaded());
        nanos +=
                entries(
                        before.snapshotEntriesSerialised(),
                        now.snapshotEntriesSerialised(),
                        costs.cold().firstSnapshotNanos(),
                        costs.cold().nanosPerSnapshotEntry());
        nanos +=
                entries(
                        before.entriesLoaded(),
                        now.entriesLoaded(),
                        costs.cold().firstLoadNanos(),
                        costs.cold().nanosPerEntryLoaded());
        double taken = nanos / share.getAsDouble();
        workNanos += nanos;
        busyNanos += taken;
        return (long) (taken + stallNanos());
    }

    /// What entries of datasets take longer because they are among the first.
    private static double entries(long before, long now, long firstNanos, long coldNanosEach) {
        if (now == before) return 0;
        long cold = Math.min(now, Cold.ENTRIES) - Math.min(before, Cold.ENTRIES);
        return (before == 0 ? firstNanos : 0) + (double) coldNanosEach * cold;
    }

    /// No work of the process, and not to be seen in its processor time.
    private double stallNanos() {
        boolean early = nowNanos.getAsLong() - startedNanos < Stalls.EARLY_NANOS;
        Stall stall = early ? stalls.early() : stalls.later();
        if (stall.chance() == 0 || !prng.chance(stall.chance())) return 0;
        return -StrictMath.log1p(-prng.nextDouble()) * stall.nanos();
    }

    /// What its work has needed since it was started, and how long that has taken.
    ProcessorTime time() {
        return new ProcessorTime(workNanos, busyNanos);
    }

    private double commands(long executed) {
        double nanos = (double) costs.nanosPerCommand() * executed;
        if (costs.cold().factor() == 1 || executed == 0) return nanos;
        double before = commandNanos;
        commandNanos += nanos;
        return nanos + longer(commandNanos) - longer(before);
    }

    /// By how much all commands until then have taken longer.
    private double longer(double untilNanos) {
        double scale = Math.max(1, costs.cold().warmUpNanos());
        return (costs.cold().factor() - 1) * scale * (1 - StrictMath.exp(-untilNanos / scale));
    }
}
