package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.incident.TimelineEntry.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Writes down, in order, the few events that a reader wants to see beside a chart: every fault
/// from its beginning to its end, every process that ended or started, every resync.
final class Timeline {
    /// A fault of which some injections have not been seen to end.
    private static final class Fault {
        final String name;
        long open;
        boolean failed;

        Fault(Event.FaultPlanned planned) {
            name = planned.name();
            open = planned.injections().stream().filter(one -> !one.lasting()).count();
        }
    }

    private final List<TimelineEntry> entries = new ArrayList<>();
    private final Map<Integer, Fault> faults = new TreeMap<>();

    List<TimelineEntry> entries() {
        return List.copyOf(entries);
    }

    void hear(Event event) {
        switch (event) {
            case Event.PhaseBegan began -> tell(event, Topic.PHASE, began.phase().word());
            case Event.FaultPlanned planned -> {
                faults.put(planned.fault(), new Fault(planned));
                tell(event, Topic.FAULT, planned.name() + " begins: " + planned.description());
            }
            case Event.LabDiffers differs -> tell(event, Topic.LAB, differs.how());
            case Event.FaultHealed healed -> healed(healed);
            case Event.OperatorActed acted ->
                    tell(
                            event,
                            Topic.OPERATOR,
                            acted.node()
                                    + ": "
                                    + OperatorWords.of(acted.action())
                                    + " ("
                                    + acted.answer()
                                    + ")");
            case Event.GuardActed acted -> {
                if (!isOneSidedView(acted.action())) {
                    tell(event, Topic.GUARD, GuardWords.of(acted));
                }
            }
            case Event.ProcessStarted started -> {
                String again = started.start() == 1 ? "" : ", start number " + started.start();
                tell(event, Topic.PROCESS, started.node() + " starts" + again);
            }
            case Event.ProcessExited exited -> tell(event, Topic.PROCESS, ended(exited));
            case Event.ResyncDecided decided ->
                    tell(
                            event,
                            Topic.RESYNC,
                            decided.replica()
                                    + ": "
                                    + decided.kind().word()
                                    + ", "
                                    + decided.reason().word());
            case Event.ReplicaClosed closed ->
                    tell(
                            event,
                            Topic.RESYNC,
                            closed.master()
                                    + " loses "
                                    + closed.replica()
                                    + ": "
                                    + closed.reason().word());
            case Event.SnapshotBegan snapshot ->
                    tell(
                            event,
                            Topic.SNAPSHOT,
                            snapshot.node() + " for " + snapshot.purpose().word());
            case Event.SnapshotRefused refused ->
                    tell(
                            event,
                            Topic.SNAPSHOT,
                            refused.node() + " refuses one: " + refused.reason().word());
            case Event.DatasetLoaded loaded -> loaded(loaded);
            case Event.WriteRefusalEntered refusal ->
                    tell(
                            event,
                            Topic.WRITES,
                            refusal.node() + " refuses writes: " + refusal.kind().word());
            case Event.WriteRefusalLeft refusal ->
                    tell(
                            event,
                            Topic.WRITES,
                            refusal.node() + " takes writes again after " + refusal.writes());
            case Event.LoadBegan began ->
                    tell(event, Topic.LOAD, began.node() + " is sent " + began.description());
            case Event.LoadTroubled troubled ->
                    tell(event, Topic.LOAD, "the load hears: " + troubled.what());
            case Event.VariantBegan _,
                    Event.OwnConfigurationTaken _,
                    Event.VariantEnded _,
                    Event.VariantAborted _,
                    Event.AddressesKnown _,
                    Event.Operation _,
                    Event.OperationsSkipped _,
                    Event.LoadMeasured _,
                    Event.LoadEnded _,
                    Event.SideEffect _,
                    Event.DatasetStored _,
                    Event.DatasetRead _,
                    Event.FaultApplied _,
                    Event.ResyncEnded _,
                    Event.SnapshotEnded _,
                    Event.SnapshotKept _,
                    Event.ResyncDelayed _,
                    Event.ConfigurationRewritten _,
                    Event.FsyncDelayed _,
                    Event.VersionObserved _,
                    Event.PremiseObserved _,
                    Event.LogLine _,
                    Event.Sampled _,
                    Event.ConfigObserved _,
                    Event.ConfigFileObserved _,
                    Event.FileObserved _,
                    Event.DatasetObserved _,
                    Event.KeyRead _,
                    Event.ConvergenceObserved _ -> {
                // Too many, or told by the judges and the findings.
            }
        }
    }

    /// Under a partition every process of the guard has its own, of everybody that it cannot reach.
    private static boolean isOneSidedView(GuardAction action) {
        return action instanceof GuardAction.SawDown || action instanceof GuardAction.SawUp;
    }

    private void tell(Event event, Topic topic, String text) {
        entries.add(new TimelineEntry(event.atNanos(), topic, text));
    }

    private void healed(Event.FaultHealed healed) {
        Fault fault = faults.get(healed.fault());
        if (fault == null) return;
        fault.open--;
        fault.failed |= !healed.healed();
        if (fault.open == 0) {
            tell(
                    healed,
                    Topic.FAULT,
                    fault.name + (fault.failed ? " was not healed" : " is healed"));
        }
    }

    private static String ended(Event.ProcessExited exited) {
        return String.format(
                Locale.ROOT,
                "%s ends with %d (%s)",
                exited.node(),
                exited.exitCode(),
                exited.cause().word());
    }

    private void loaded(Event.DatasetLoaded loaded) {
        if (loaded.ignored().isEmpty()) return;
        Event.IgnoredFile ignored = loaded.ignored().getFirst();
        tell(
                loaded,
                Topic.DATASET,
                String.format(
                        Locale.ROOT,
                        "%s loads %s and ignores %s of %d bytes",
                        loaded.node(),
                        loaded.keys().isPresent()
                                ? loaded.keys().getAsLong() + " keys"
                                : "its dataset",
                        ignored.file(),
                        ignored.bytes()));
    }
}
