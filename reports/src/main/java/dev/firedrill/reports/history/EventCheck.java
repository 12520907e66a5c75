package dev.firedrill.reports.history;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Whether what an event says can be: a journal may have been damaged, or written by somebody else.
final class EventCheck {
    /// No run takes longer.
    private static final long AT_MAX = TimeUnit.DAYS.toNanos(366);

    /// Events of two threads of one runner may stand in the other order.
    private static final long DISORDER_MAX = TimeUnit.SECONDS.toNanos(1);

    private EventCheck() {}

    /// @param lastAtNanos the latest time of the events before it
    static boolean goesBack(Event event, long lastAtNanos) {
        return event.atNanos() < lastAtNanos - DISORDER_MAX;
    }

    /// What cannot be, or null.
    static @Nullable String absurdity(Event event) {
        long at = event.atNanos();
        if (at < 0 || at > AT_MAX) return "no run has a time of " + at + " ns";
        return switch (event) {
            case Event.Operation operation -> invoked(operation.invokedAtNanos(), at);
            case Event.OperationsSkipped skipped ->
                    skipped.count() < 1 || skipped.firstDueAtNanos() > skipped.lastDueAtNanos()
                            ? "a count of " + skipped.count() + " skipped operations"
                            : invoked(skipped.firstDueAtNanos(), at);
            case Event.KeyRead read -> invoked(read.invokedAtNanos(), at);
            case Event.ConvergenceObserved seen ->
                    seen.tookNanos() < 0 || seen.tookNanos() > at
                            ? "convergence took " + seen.tookNanos() + " ns"
                            : null;
            case Event.Sampled sampled ->
                    sampled.fields().values().stream().allMatch(Double::isFinite)
                            ? null
                            : "a sampled field is no number";
            case Event.DatasetRead read ->
                    read.intact() < 0 || read.absent() < 0 || read.different() < 0
                            ? "a negative count of keys"
                            : null;
            case Event.DatasetStored stored ->
                    stored.keys() < 0 ? "a negative count of keys" : null;
            case Event.DatasetObserved seen -> seen.keys() < 0 ? "a negative count of keys" : null;
            case Event.LoadMeasured measured -> absurdity(measured);
            case Event.LoadBegan began -> began.windowNanos() < 1 ? "a window without time" : null;
            case Event.VariantBegan _,
                    Event.OwnConfigurationTaken _,
                    Event.VariantEnded _,
                    Event.VariantAborted _,
                    Event.PhaseBegan _,
                    Event.LoadTroubled _,
                    Event.LoadEnded _,
                    Event.SideEffect _,
                    Event.FaultPlanned _,
                    Event.FaultApplied _,
                    Event.FaultHealed _,
                    Event.OperatorActed _,
                    Event.GuardActed _,
                    Event.ProcessStarted _,
                    Event.ProcessExited _,
                    Event.ResyncDecided _,
                    Event.ResyncEnded _,
                    Event.SnapshotBegan _,
                    Event.SnapshotEnded _,
                    Event.SnapshotRefused _,
                    Event.SnapshotKept _,
                    Event.ResyncDelayed _,
                    Event.DatasetLoaded _,
                    Event.ReplicaClosed _,
                    Event.ConfigurationRewritten _,
                    Event.WriteRefusalEntered _,
                    Event.WriteRefusalLeft _,
                    Event.FsyncDelayed _,
                    Event.AddressesKnown _,
                    Event.VersionObserved _,
                    Event.LabDiffers _,
                    Event.PremiseObserved _,
                    Event.LogLine _,
                    Event.ConfigObserved _,
                    Event.ConfigFileObserved _,
                    Event.FileObserved _ ->
                    null;
        };
    }

    private static @Nullable String absurdity(Event.LoadMeasured load) {
        if (load.fromNanos() < 0 || load.fromNanos() > load.toNanos()) {
            return "an interval from " + load.fromNanos() + " ns to " + load.toNanos() + " ns";
        }
        boolean negative =
                Math.min(load.due(), load.sent()) < 0
                        || Math.min(load.refused(), load.unanswered()) < 0
                        || isAbsurd(load.latencyMicros())
                        || isAbsurd(load.latenessMicros());
        if (negative) return "a negative count of operations";
        long counted = load.latencyMicros().values().stream().mapToLong(Long::longValue).sum();
        return counted == load.answered()
                ? null
                : counted + " latencies of " + load.answered() + " operations";
    }

    private static boolean isAbsurd(Map<Long, Long> micros) {
        return micros.entrySet().stream().anyMatch(one -> one.getKey() < 0 || one.getValue() < 1);
    }

    private static @Nullable String invoked(long invokedAtNanos, long atNanos) {
        return invokedAtNanos < 0 || invokedAtNanos > atNanos
                ? "invoked at " + invokedAtNanos + " ns and ended at " + atNanos + " ns"
                : null;
    }
}
