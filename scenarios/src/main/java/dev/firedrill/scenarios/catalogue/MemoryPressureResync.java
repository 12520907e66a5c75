package dev.firedrill.scenarios.catalogue;

import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.RefusedReplicas;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.option.ByteSize;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// All replicas resync from scratch, and the machine of their master runs short of memory. Which
/// part of that slows the master? Each variant has one suspect, see [MemorySuspect]: reclaim, which
/// takes the processor; the disk, which swapping keeps busy, with and without an append-only file;
/// memory that is just enough; the resync itself, with what it costs to copy the dataset.
///
/// Stand-ins: no kernel reclaims or swaps here at the press of a button. What a process feels of
/// reclaim is processor time that it does not get, so that it is a quota; what it feels of swapping
/// is a disk that others use, so that it is a limit of bandwidth.
///
/// Source: the analysis of Twilio's incident of July 2013, where the master was suspected to have
/// been short of memory while four replicas resynced.
public final class MemoryPressureResync implements Scenario {
    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 4, 1, 8);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 1_000, 200, 6_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 4_000, 1_000, 100_000);

    private static final int VALUE_BYTES = 4_000;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    /// As many writes are under way at most.
    private static final int WRITTEN_KEYS = 500;

    /// Processor time for a write, at least, without what is sent to replicas.
    private static final PerLab<Double> WRITE_SECONDS = new PerLab<>(11e-6, 12e-6);

    /// What reclaim leaves of the processor time that the writes need.
    private static final double QUOTA_SHARE = 0.6;

    /// The smallest quota of a lab, in cores.
    private static final PerLab<Double> QUOTA_MIN = new PerLab<>(0.001, 0.01);

    /// What swapping leaves of the bandwidth that the append-only file needs.
    private static final double DISK_SHARE = 0.5;

    /// While the links are refused, more than any backlog holds is written.
    private static final Duration REFUSED = Duration.ofSeconds(3);

    private static final long BACKLOG_BYTES = 16 << 10;

    /// Time in which replicas come back, and are sent everything.
    private static final Duration PRESSURE = Duration.ofSeconds(10);

    private static final Duration STEADY = Duration.ofSeconds(4);
    private static final Duration AFTER = Duration.ofSeconds(3);
    private static final Duration CAUGHT_UP = Duration.ofMinutes(2);

    /// How long what is written may wait for a replica that loads, where memory is just enough.
    private static final long WAITING_SECONDS = 8;

    private static final PerLab<ByteSize> RUNTIME =
            new PerLab<>(ByteSize.megabytes(8), ByteSize.megabytes(96));

    /// What a real master is started with beside its data: a runtime sizes its heap by that.
    private static final long REAL_BYTES = 512L << 20;

    private static final Duration LATENCY_MAX = Duration.ofMillis(500);

    @Override
    public String name() {
        return "memory-pressure";
    }

    @Override
    public String title() {
        return "Memory pressure during a mass resync: which suspect slows the master";
    }

    @Override
    public String story() {
        return "While four replicas resynced at once, a master became so slow that clients and"
                + " replicas timed out. Suspected were too little memory, swapping, and a slow"
                + " disk. Each variant has one of them, and the judge of latency tells which slows"
                + " the master. Reclaim and swapping have stand-ins: a quota of processor time, and"
                + " a limit on the disk's bandwidth, which is what a process feels of them."
                + " Sources: Twilio's incident of July 2013; Redis documentation on latency"
                + " (redis.io/docs/management/optimization/latency).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, WRITES, KEYS);
    }

    private static double neededCores(Setting setting) {
        return setting.get(WRITES) * setting.of(WRITE_SECONDS);
    }

    /// In thousandths of a core.
    private static double quota(Setting setting) {
        double cores = Math.round(QUOTA_SHARE * neededCores(setting) * 1e3) / 1e3;
        return Math.max(setting.of(QUOTA_MIN), cores);
    }

    private static long streamBytes(Setting setting) {
        return (long) setting.get(WRITES) * STREAM_BYTES;
    }

    private static long diskBytes(Setting setting) {
        return (long) (DISK_SHARE * streamBytes(setting));
    }

    private static long datasetBytes(Setting setting) {
        return (long) (setting.get(KEYS) + WRITTEN_KEYS) * STREAM_BYTES;
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (neededCores(setting) < setting.of(QUOTA_MIN)) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the load is too light to miss processor time: %d writes per second"
                                    + " need %.4f cores, and no quota is less than %.3f.",
                            setting.get(WRITES),
                            neededCores(setting),
                            setting.of(QUOTA_MIN)));
        }
        return Loads.tooMuchData(setting.get(REPLICAS), datasetBytes(setting))
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES),
                                STEADY.plus(REFUSED).plus(PRESSURE).plus(AFTER).plus(AFTER)));
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return CAUGHT_UP;
    }

    @Override
    public List<Variant> variants() {
        return MemorySuspect.variants();
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        MemorySuspect suspect = MemorySuspect.of(variant);
        String conf =
                suspect.appendOnlyFile()
                        + String.format(
                                Locale.ROOT,
                                """
                                save ""
                                no-appendfsync-on-rewrite no
                                maxmemory 0
                                min-replicas-to-write 0
                                repl-timeout 60
                                repl-ping-replica-period 2
                                repl-diskless-sync yes
                                repl-diskless-sync-delay 1
                                repl-backlog-size %d
                                client-output-buffer-limit replica 0 0 0
                                """,
                                BACKLOG_BYTES);
        Topology topology = Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
        if (suspect != MemorySuspect.CAP) return topology;
        long started = REAL_BYTES + 3 * datasetBytes(setting);
        return setting.of(new PerLab<>(topology, topology.withMemoryCap(Topology.MASTER, started)));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        var needed = new ArrayList<>(MemorySuspect.of(variant).needs());
        needed.add(Capability.LINK_FAULTS);
        return needed;
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(CAUGHT_UP);
        drill.load().start(new Writes(WRITTEN_KEYS, setting.get(WRITES), VALUE_BYTES));
        drill.steady(STEADY);
        NodeId master = drill.master();
        long before = fullResyncs(drill, master);
        boolean holds = drill.variant().expectation() == Event.Expectation.HOLDS;
        Optional<Fault> suspect = suspect(drill, master);
        Optional<ActiveFault> active = suspect.map(drill::begin);
        drill.during(new RefusedReplicas(), REFUSED);
        drill.runFor(PRESSURE);
        // A master that can hardly work sends nobody a dataset before it can.
        if (holds) checkResynced(drill, master, before);
        active.ifPresent(ActiveFault::close);
        if (!holds) checkResynced(drill, master, before);
        drill.runFor(AFTER);
    }

    private static Optional<Fault> suspect(Drill drill, NodeId master) {
        Setting setting = drill.setting();
        MemorySuspect suspect = MemorySuspect.of(drill.variant());
        // A cap that was guessed would kill any master, or none.
        OptionalLong inPeace =
                suspect == MemorySuspect.CAP
                        ? drill.readings().memoryBytes(master)
                        : OptionalLong.of(0);
        return inPeace.isEmpty()
                ? Optional.empty()
                : suspect.fault(
                        quota(setting),
                        diskBytes(setting),
                        inPeace.getAsLong() + roomBytes(setting));
    }

    /// What was changed while it was copied, and what waits for the replicas, each of which may
    /// have a copy of its own.
    private static long roomBytes(Setting setting) {
        long waiting = setting.get(REPLICAS) * WAITING_SECONDS * streamBytes(setting);
        return setting.of(RUNTIME).bytes() + datasetBytes(setting) + waiting;
    }

    private static long fullResyncs(Drill drill, NodeId master) {
        String counted = drill.readings().info(master).getOrDefault("sync_full", "0");
        return Long.parseLong(counted);
    }

    /// Without a mass resync nothing is shown of one.
    private static void checkResynced(Drill drill, NodeId master, long before) {
        drill.awaitCaughtUp(CAUGHT_UP);
        long since = fullResyncs(drill, master) - before;
        drill.record(
                new Event.PremiseObserved(
                        drill.cluster().nowNanos(),
                        "every replica needed the whole dataset",
                        since >= drill.setting().get(REPLICAS),
                        "sync_full grew by " + since));
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new LatencyAtMost(99, LATENCY_MAX, Phase.DISTURB),
                new ProcessSurvived(Topology.MASTER.name()),
                new NoAcknowledgedWriteLost());
    }
}
