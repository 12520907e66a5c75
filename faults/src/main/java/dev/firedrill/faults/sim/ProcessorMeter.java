package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.node.WorkDone;
import java.util.function.DoubleSupplier;

/// What the work of one process takes of its processor, which is slower while it is cold, and under
/// a quota.
final class ProcessorMeter {
    private final CostModel costs;
    private final DoubleSupplier share;
    private final Prng prng;
    private final WarmUp commands = new WarmUp();
    private final WarmUp snapshots = new WarmUp();
    private final WarmUp loading = new WarmUp();
    private WorkDone done = new WorkDone(0, 0, 0, 0, 0, 0);
    private double workNanos;
    private double busyNanos;

    /// @param share how much of a processor the process gets at present, at most 1
    /// @param prng draws when the machine does something else
    ProcessorMeter(CostModel costs, DoubleSupplier share, Prng prng) {
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
        double snapshot =
                costs.nanosPerSnapshotEntry()
                                * (now.snapshotEntriesSerialised()
                                        - before.snapshotEntriesSerialised())
                        + costs.nanosPerSnapshotByte()
                                * (now.snapshotBytesSerialised()
                                        - before.snapshotBytesSerialised());
        double nanos =
                costs.nanosPerBatch()
                        + commands.taken(
                                (double) costs.nanosPerCommand()
                                        * (now.commandsExecuted() - before.commandsExecuted()))
                        + costs.nanosPerByte() * bytes
                        + snapshots.taken(snapshot)
                        + loading.taken(
                                (double) costs.nanosPerEntryLoaded()
                                        * (now.entriesLoaded() - before.entriesLoaded()));
        double taken = nanos / share.getAsDouble();
        workNanos += nanos;
        busyNanos += taken;
        return (long) (taken + stallNanos());
    }

    /// No work of the process, and not to be seen in its processor time.
    private double stallNanos() {
        if (costs.stallChance() == 0 || !prng.chance(costs.stallChance())) return 0;
        return -StrictMath.log1p(-prng.nextDouble()) * costs.stallNanos();
    }

    /// What its work has needed since it was started, and how long that has taken.
    ProcessorTime time() {
        return new ProcessorTime(workNanos, busyNanos);
    }

    /// Work of one kind.
    private final class WarmUp {
        private double doneNanos;

        /// @param nanos what it would take of a process that is warm
        double taken(double nanos) {
            if (costs.coldFactor() == 1 || nanos == 0) return nanos;
            double before = doneNanos;
            doneNanos += nanos;
            return nanos + longer(doneNanos) - longer(before);
        }

        /// By how much all the work until then has taken longer.
        private double longer(double untilNanos) {
            double scale = Math.max(1, costs.warmUpNanos());
            return (costs.coldFactor() - 1) * scale * (1 - StrictMath.exp(-untilNanos / scale));
        }
    }
}
