package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.SnapshotPurpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Puts one variant's events into causes and effects. Pure: the same history tells the same story.
final class Investigation {
    private static final double NANOS = 1e9;

    private final ConfigurationDrift drift = new ConfigurationDrift();
    private final SeriesOfSeconds series = new SeriesOfSeconds();
    private final Map<String, Event.ResyncDecided> open = new TreeMap<>();
    private final Map<Integer, Event.PlannedInjection> injections = new TreeMap<>();
    private final Map<Integer, String> faults = new TreeMap<>();
    private final List<Resync> ledger = new ArrayList<>();
    private final List<Incident.TimelineEntry> timeline = new ArrayList<>();
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private final Map<ResyncReason, Integer> fullByReason = new EnumMap<>(ResyncReason.class);
    private final Map<String, Integer> charges = new LinkedHashMap<>();
    private String master = "";
    private boolean disturbed;
    private boolean outputLimit;
    private long fullBytesMax;
    private int full;
    private int partial;
    private int snapshotsForReplicas;
    private long missingMax;
    private long backlogBytes;
    private long refusedReadonly;
    private long acknowledged;
    private String emptyRestart = "";
    private long cutFromNanos = -1;
    private long cutToNanos = -1;
    private int cutLinks;
    private long offsetAtCut = -1;
    private long offsetAtHeal = -1;

    void hear(Event event) {
        drift.hear(event);
        series.hear(event);
        look(event);
    }

    Incident incident() {
        List.copyOf(open.values())
                .forEach(decided -> enter(decided, OptionalLong.empty(), OptionalLong.empty()));
        open.clear();
        List<ConfigurationDrift.Drift> drifts = drift.found();
        long repeated = charges.values().stream().filter(n -> n > 1).mapToLong(n -> n - 1L).sum();
        figures.put("acknowledgedOperations", acknowledged);
        figures.put("fullResyncsAfterFault", (long) full);
        figures.put("partialResyncsAfterFault", (long) partial);
        figures.put("snapshotsForReplicasAfterFault", (long) snapshotsForReplicas);
        figures.put("repeatedCharges", repeated);
        figures.put("refusedReadonly", refusedReadonly);
        return new Incident(
                chain(drifts, repeated),
                List.copyOf(ledger),
                drifts,
                new Advice(this, drifts, repeated).sentences(),
                List.copyOf(timeline),
                series.series(),
                figures);
    }

    private void tell(long atNanos, String kind, String text) {
        timeline.add(new Incident.TimelineEntry(atNanos, kind, text));
    }

    private void look(Event event) {
        switch (event) {
            case Event.PhaseBegan began -> {
                disturbed |= began.phase() == Phase.DISTURB;
                tell(began.atNanos(), "phase", began.phase().word());
            }
            case Event.Operation operation -> {
                if (operation.outcome() == Outcome.OK) {
                    acknowledged++;
                } else if (operation.error().startsWith("READONLY")) {
                    refusedReadonly++;
                }
            }
            case Event.SideEffect effect -> {
                if (effect.what().equals(ChargedAtMostOnce.CHARGE)) {
                    charges.merge(effect.key(), 1, Integer::sum);
                }
            }
            case Event.FaultPlanned planned -> {
                tell(planned.atNanos(), "fault", planned.description());
                faults.put(planned.fault(), planned.name());
                planned.injections().forEach(one -> injections.put(one.injection(), one));
                long cuts =
                        planned.injections().stream()
                                .filter(one -> one.kind() == InjectionKind.CUT_LINK)
                                .count();
                if (cuts > 0) {
                    cutFromNanos = planned.atNanos();
                    cutLinks = (int) cuts;
                }
            }
            case Event.FaultHealed healed -> {
                Event.PlannedInjection injection = injections.get(healed.injection());
                boolean cut = injection != null && injection.kind() == InjectionKind.CUT_LINK;
                if (cut && cutToNanos < 0) {
                    cutToNanos = healed.atNanos();
                    tell(healed.atNanos(), "fault", faults.get(healed.fault()) + " is healed");
                }
            }
            case Event.OperatorActed acted ->
                    tell(
                            acted.atNanos(),
                            "operator",
                            acted.node() + ": " + acted.action() + " " + acted.answer());
            case Event.ProcessStarted started ->
                    tell(
                            started.atNanos(),
                            "process",
                            started.node() + " starts, number " + started.start());
            case Event.ProcessExited exited ->
                    tell(
                            exited.atNanos(),
                            "process",
                            String.format(
                                    Locale.ROOT,
                                    "%s ends with %d (%s)",
                                    exited.node(),
                                    exited.exitCode(),
                                    exited.cause().word()));
            case Event.ResyncDecided decided -> decided(decided);
            case Event.ResyncEnded ended -> {
                Event.ResyncDecided began = open.remove(ended.replica());
                if (began != null) {
                    enter(
                            began,
                            OptionalLong.of(ended.bytes()),
                            OptionalLong.of(ended.atNanos() - began.atNanos()));
                }
            }
            case Event.SnapshotBegan snapshot -> {
                tell(
                        snapshot.atNanos(),
                        "snapshot",
                        snapshot.node() + " for " + snapshot.purpose().word());
                if (disturbed && snapshot.purpose() == SnapshotPurpose.REPLICATION) {
                    snapshotsForReplicas++;
                }
            }
            case Event.DatasetLoaded loaded -> loaded(loaded);
            case Event.ReplicaClosed closed ->
                    outputLimit |= closed.reason() == ReplicaCloseReason.OUTPUT_BUFFER_LIMIT;
            case Event.Sampled sampled -> sampled(sampled);
            case Event.VariantBegan began -> master = began.master();
            case Event.VariantEnded _,
                    Event.VariantAborted _,
                    Event.OperationsSkipped _,
                    Event.DatasetStored _,
                    Event.DatasetRead _,
                    Event.FaultApplied _,
                    Event.VersionObserved _,
                    Event.PremiseObserved _,
                    Event.LogLine _,
                    Event.SnapshotEnded _,
                    Event.SnapshotRefused _,
                    Event.SnapshotKept _,
                    Event.ResyncDelayed _,
                    Event.ConfigurationRewritten _,
                    Event.WriteRefusalEntered _,
                    Event.WriteRefusalLeft _,
                    Event.FsyncDelayed _,
                    Event.ConfigObserved _,
                    Event.ConfigFileObserved _,
                    Event.FileObserved _,
                    Event.DatasetObserved _,
                    Event.KeyRead _,
                    Event.ConvergenceObserved _ -> {
                // Told by the judges.
            }
        }
    }

    private void sampled(Event.Sampled sampled) {
        Double offset = sampled.fields().get("master_repl_offset");
        if (offset == null || !sampled.node().equals(master)) {
            return;
        }
        if (cutFromNanos < 0 || sampled.atNanos() <= cutFromNanos) {
            offsetAtCut = offset.longValue();
        } else if (cutToNanos < 0 || offsetAtHeal < 0) {
            offsetAtHeal = offset.longValue();
        }
    }

    private void decided(Event.ResyncDecided decided) {
        Event.ResyncDecided unfinished = open.put(decided.replica(), decided);
        if (unfinished != null) {
            enter(unfinished, OptionalLong.empty(), OptionalLong.empty());
        }
        tell(
                decided.atNanos(),
                "resync",
                String.format(
                        Locale.ROOT,
                        "%s: %s, %s",
                        decided.replica(),
                        decided.kind().word(),
                        decided.reason().word()));
        if (!disturbed) {
            return;
        }
        if (decided.kind() == ResyncKind.FULL) {
            full++;
            fullByReason.merge(decided.reason(), 1, Integer::sum);
            missingMax = Math.max(missingMax, decided.missingBytes().orElse(0));
            backlogBytes = Math.max(backlogBytes, decided.backlogBytes().orElse(0));
        } else {
            partial++;
        }
    }

    private void enter(Event.ResyncDecided decided, OptionalLong bytes, OptionalLong tookNanos) {
        ledger.add(
                new Resync(
                        decided.atNanos(),
                        decided.master(),
                        decided.replica(),
                        decided.kind(),
                        decided.reason(),
                        decided.missingBytes(),
                        decided.backlogBytes(),
                        bytes,
                        tookNanos));
        if (decided.kind() == ResyncKind.FULL && bytes.isPresent()) {
            fullBytesMax = Math.max(fullBytesMax, bytes.getAsLong());
        }
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS);
    }

    private void loaded(Event.DatasetLoaded loaded) {
        if (loaded.source() == DatasetSource.NOTHING && !loaded.ignored().isEmpty()) {
            Event.IgnoredFile ignored = loaded.ignored().getFirst();
            emptyRestart =
                    String.format(
                            Locale.ROOT,
                            "%s came up empty although %s of %d bytes lay in its data folder",
                            loaded.node(),
                            ignored.file(),
                            ignored.bytes());
            tell(loaded.atNanos(), "process", emptyRestart);
        }
    }

    private List<String> chain(List<ConfigurationDrift.Drift> drifts, long repeated) {
        var chain = new ArrayList<String>();
        if (cutFromNanos >= 0) {
            chain.add(
                    String.format(
                            Locale.ROOT,
                            "%d links were cut at once at %s, for %s.",
                            cutLinks,
                            seconds(cutFromNanos),
                            cutToNanos < 0
                                    ? "the rest of the run"
                                    : seconds(cutToNanos - cutFromNanos)));
        }
        fullByReason.forEach((reason, count) ->
                chain.add(
                        String.format(
                                Locale.ROOT,
                                "%d full resyncs followed, because: %s.",
                                count,
                                because(reason))));
        if (full == 0 && partial > 0) {
            chain.add(
                    String.format(
                            Locale.ROOT,
                            "%d replicas went on from where they were; none needed a full resync.",
                            partial));
        }
        if (snapshotsForReplicas > 0) {
            chain.add(
                    String.format(
                            Locale.ROOT,
                            "%s served %s.",
                            snapshotsForReplicas == 1
                                    ? "One snapshot"
                                    : snapshotsForReplicas + " snapshots",
                            full == 1 ? "the replica" : "all " + full + " replicas"));
        }
        if (!drifts.isEmpty()) {
            chain.add(
                    String.format(
                            Locale.ROOT,
                            "The restart changed %d directives that nobody had written back.",
                            drifts.size()));
        }
        if (!emptyRestart.isEmpty()) {
            chain.add(emptyRestart + ": the append-only file was on and there was none.");
        }
        drifts.stream()
                .filter(drift -> drift.directive().equals("replicaof"))
                .findFirst()
                .ifPresent(drift ->
                        chain.add(
                                String.format(
                                                Locale.ROOT,
                                                "It followed '%s', which is itself (%s), and refused %d writes",
                                                drift.after(),
                                                drift.blamedLine(),
                                                refusedReadonly)
                                        + " as a read-only replica."));
        if (repeated > 0) {
            chain.add(
                    String.format(
                                    Locale.ROOT,
                                    "The billing job could not store what it had charged and charged again: %d",
                                    repeated)
                            + " charges too many.");
        }
        return chain;
    }

    private String because(ResyncReason reason) {
        return switch (reason) {
            case SYNC_ONLY -> "the replicas know no partial resync (sync-only)";
            case BACKLOG_TRIMMED ->
                    String.format(
                                    Locale.ROOT,
                                    "the backlog was trimmed: a replica lacked %d bytes, the backlog holds %d",
                                    missingMax,
                                    backlogBytes)
                            + " (backlog-trimmed)";
            case UNKNOWN_HISTORY -> "the master no longer knew their history (unknown-history)";
            case REQUESTED_BY_REPLICA ->
                    "the replicas had no history to go on from (requested-by-replica)";
            case CONTINUED, BEYOND_SECONDARY_HISTORY, NO_BACKLOG, AHEAD_OF_MASTER -> reason.word();
        };
    }

    // For the advice.

    boolean backlogTrimmed() {
        return fullByReason.containsKey(ResyncReason.BACKLOG_TRIMMED);
    }

    boolean syncOnly() {
        return fullByReason.containsKey(ResyncReason.SYNC_ONLY);
    }

    boolean cameUpEmpty() {
        return !emptyRestart.isEmpty();
    }

    long missingBytesMax() {
        return missingMax;
    }

    double outageSeconds() {
        return cutToNanos < 0 ? 0 : (cutToNanos - cutFromNanos) / NANOS;
    }

    /// Of the replication stream, during the outage.
    double streamBytesPerSecond() {
        double outage = outageSeconds();
        return outage <= 0 || offsetAtHeal < offsetAtCut
                ? 0
                : (offsetAtHeal - offsetAtCut) / outage;
    }

    boolean closedAtOutputLimit() {
        return outputLimit;
    }

    /// The largest full resync that ended.
    long fullBytesMax() {
        return fullBytesMax;
    }
}
