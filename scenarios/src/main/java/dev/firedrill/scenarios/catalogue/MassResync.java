package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.RefusedReplicas;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SlowDataDisk;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// All replicas are synchronised from scratch at once, several times, under a heavy load of writes
/// with the append-only file on. Where the snapshot goes through the disk of the append-only file,
/// and answers wait for that disk, clients wait for the snapshot: its fsync is in front of theirs.
/// Sent past the disk, with an fsync each second, it hardly shows.
///
/// Source: the test that Redis's author made after the Twilio incident of July 2013 (10 million
/// keys, 70,000 writes per second, four replicas, latencies every 15 s); Redis documentation,
/// "Redis latency problems troubleshooting" and `rdb-save-incremental-fsync`.
public final class MassResync implements Scenario {
    private static final Variant THROUGH_DISK =
            Variant.breaks(
                    "snapshot-on-the-disk-of-the-log",
                    "appendfsync always, and each snapshot for replicas goes through the same disk",
                    violates(LatencyAtMost.class));
    private static final Variant PAST_DISK =
            Variant.holds(
                    "snapshot-past-the-disk",
                    "appendfsync everysec, and snapshots go straight to the replicas");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 4, 1, 8);
    static final Parameter.Count KEYS =
            new Parameter.Count(
                    "keys",
                    "keys in the dataset",
                    new PerLab<>(30_000, 200_000),
                    10_000,
                    20_000_000);
    static final Parameter.Count WRITES =
            new Parameter.Count(
                    "writes-per-second",
                    "values stored per second",
                    new PerLab<>(2_000, 5_000),
                    500,
                    200_000);
    static final Parameter.Count VALUE =
            Loads.count("value-bytes", "bytes of each value", 200, 16, 10_000);
    static final Parameter.Count ROUNDS =
            Loads.count("rounds", "how often all replicas resync from scratch", 2, 1, 20);
    static final Parameter.Span WINDOW =
            new Parameter.Span(
                    "window",
                    "after how much time each latencies are summed up",
                    PerLab.same(Duration.ofSeconds(15)),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10));

    /// Redis's own default.
    private static final int BACKLOG_BYTES = 1 << 20;

    /// How many times the backlog an outage lets pass, so that nobody goes on with a partial
    /// resync.
    private static final double BACKLOGS_PASSED = 2;

    private static final Duration OUTAGE_MIN = Duration.ofSeconds(2);
    private static final Duration OUTAGE_MAX = Duration.ofSeconds(60);

    /// What 99 % of the answers may take. In containers everything shares a few processors.
    private static final PerLab<Duration> BOUND =
            new PerLab<>(Duration.ofMillis(50), Duration.ofMillis(250));

    private static final Duration STEADY = Duration.ofSeconds(8);
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMinutes(1);

    /// Simulated writes cost the time of a real processor.
    private static final PerLab<Double> WRITES_MAX = new PerLab<>(1.5e6, 1e9);

    private static final PerLab<Long> DATA_BYTES_MAX = new PerLab<>(256L << 20, 32L << 30);

    /// What a replica takes in and a file system writes, at the least.
    private static final double SYNC_BYTES_PER_SECOND = 10e6;

    @Override
    public String name() {
        return "mass-resync";
    }

    @Override
    public String title() {
        return "All replicas resync from scratch at once, again and again, under heavy writes";
    }

    @Override
    public String story() {
        return "Four replicas lose a master that takes heavy writes with its append-only file on,"
                + " need the whole dataset when they come back, and all of it again a little later."
                + " Does the master answer slowly meanwhile? Source: the test of Redis's author"
                + " after the incident of July 2013, and Redis's documentation on latency.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(KEYS, WRITES, VALUE, ROUNDS, REPLICAS, WINDOW);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (outageSeconds(setting) > OUTAGE_MAX.toSeconds()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the load is too light: replicas need the whole dataset only after %.0f"
                                    + " kB of writes, which takes %.0f s.",
                            BACKLOGS_PASSED * BACKLOG_BYTES / 1e3,
                            outageSeconds(setting)));
        }
        double writes = setting.get(WRITES) * loadSeconds(setting) * (setting.get(REPLICAS) + 1);
        if (writes > setting.of(WRITES_MAX)) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the load is too heavy for this lab: %.1f million writes on all nodes"
                                    + " together are more than %.1f.",
                            writes / 1e6,
                            setting.of(WRITES_MAX) / 1e6));
        }
        double data = (setting.get(REPLICAS) + 1.0) * disk(setting).snapshotBytes();
        return data <= setting.of(DATA_BYTES_MAX)
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the data does not fit this lab: %d nodes of %.0f MB each are more"
                                        + " than %d MB.",
                                setting.get(REPLICAS) + 1,
                                disk(setting).snapshotBytes() / 1e6,
                                setting.of(DATA_BYTES_MAX) >> 20));
    }

    private static SharedDisk disk(Setting setting) {
        return new SharedDisk(setting.get(WRITES), setting.get(VALUE), setting.get(KEYS));
    }

    private static double outageSeconds(Setting setting) {
        return Math.max(
                (double) OUTAGE_MIN.toSeconds(),
                BACKLOGS_PASSED * BACKLOG_BYTES / disk(setting).streamBytesPerSecond());
    }

    /// Of one resync of all replicas through the disk.
    private static double resyncSeconds(Setting setting) {
        double sent = disk(setting).snapshotBytes() * setting.get(REPLICAS);
        return disk(setting).snapshotSeconds() + sent / SYNC_BYTES_PER_SECOND;
    }

    private static Duration catchUp(Setting setting) {
        return SLACK.plus(Loads.seconds(3 * resyncSeconds(setting)));
    }

    private static double loadSeconds(Setting setting) {
        return STEADY.toSeconds()
                + setting.get(ROUNDS)
                        * (outageSeconds(setting) + resyncSeconds(setting) + BETWEEN.toSeconds());
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return catchUp(setting);
    }

    @Override
    public List<Variant> variants() {
        return List.of(THROUGH_DISK, PAST_DISK);
    }

    /// A limit on the replicas' buffers that a resync through the disk does not reach.
    private static long bufferBytes(Setting setting) {
        double written = disk(setting).streamBytesPerSecond() * (10 + 4 * resyncSeconds(setting));
        return Math.max(256L << 20, (long) written);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        boolean throughDisk = variant.equals(THROUGH_DISK);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        maxmemory 0
                        min-replicas-to-write 0
                        appendonly yes
                        appendfsync %s
                        auto-aof-rewrite-percentage 0
                        repl-diskless-sync %s
                        repl-diskless-sync-delay 1
                        repl-backlog-size %d
                        repl-timeout 60
                        client-output-buffer-limit replica %d %d 60
                        """,
                        throughDisk ? "always" : "everysec",
                        throughDisk ? "no\nrdb-save-incremental-fsync no" : "yes",
                        BACKLOG_BYTES,
                        2 * bufferBytes(setting),
                        bufferBytes(setting));
        return Topology.master(conf)
                .withReplicas(
                        setting.get(REPLICAS), conf.replace("appendonly yes", "appendonly no"));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS, Capability.DISK_BANDWIDTH);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.awaitCaughtUp(SLACK);
        drill.load().fill(setting.get(KEYS), setting.get(VALUE), catchUp(setting));
        drill.awaitCaughtUp(catchUp(setting));
        drill.load().start(Loads.writes(50, 100));
        drill.load()
                .heavy(
                        HeavyLoad.atRate(
                                setting.get(WRITES), setting.get(KEYS), setting.get(VALUE)),
                        setting.get(WINDOW));
        drill.steady(STEADY);
        try (var _ = drill.begin(new SlowDataDisk(Role.MASTER, disk(setting).bytesPerSecond()))) {
            for (int round = 1; round <= setting.get(ROUNDS); round++) {
                OptionalLong before = fullResyncs(drill);
                drill.during(new RefusedReplicas(), Loads.seconds(outageSeconds(setting)));
                drill.awaitCaughtUp(catchUp(setting));
                observeResyncs(drill, round, before, fullResyncs(drill));
                drill.runFor(BETWEEN);
            }
        }
    }

    /// Fast answers show nothing where nobody resynced. Only the user's own configuration may spare
    /// the replicas that: a backlog for the whole outage is as good.
    private static void observeResyncs(
            Drill drill, int round, OptionalLong before, OptionalLong after) {
        boolean own =
                drill.setting().ownConfiguration().isPresent()
                        && !drill.variant().equals(THROUGH_DISK);
        if (own) return;
        boolean told = before.isPresent() && after.isPresent();
        long resyncs = told ? after.getAsLong() - before.getAsLong() : 0;
        drill.record(
                new Event.PremiseObserved(
                        drill.cluster().nowNanos(),
                        "every replica resyncs from scratch in round " + round,
                        resyncs >= drill.setting().get(REPLICAS),
                        told
                                ? "sync_full has grown by " + resyncs
                                : "the master does not answer INFO"));
    }

    private static OptionalLong fullResyncs(Drill drill) {
        String count = drill.readings().info(drill.master()).get("sync_full");
        return count == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(count));
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new LatencyAtMost(99, setting.of(BOUND), Phase.DISTURB),
                new FullResyncsAtMost(setting.get(ROUNDS) * setting.get(REPLICAS)),
                new NoAcknowledgedWriteLost(),
                new Converged());
    }
}
