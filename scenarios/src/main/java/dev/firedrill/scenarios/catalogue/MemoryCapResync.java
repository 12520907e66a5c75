package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.CappedMaster;
import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.ByteSize;
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

/// Four slow replicas resync at once from a master whose memory is capped, under load. With a
/// buffer per replica, as Redis 2.6 had it, each replica costs a copy of everything that is written
/// while its snapshot is under way, and the kernel kills the master; with one shared log and a
/// limit on what a replica may lag the master stays below its cap.
///
/// Source: redis issue 7717 and antirez's suspicion on the seed incident.
public final class MemoryCapResync implements Scenario {
    private static final Variant BUFFER_EACH =
            Variant.breaks(
                    "a-buffer-per-replica",
                    "Redis 2.6: a copy of the stream for each slow replica",
                    violates(ProcessSurvived.class));
    private static final Variant SHARED_LOG =
            Variant.holds(
                    "shared-log-and-limit", "one shared log, a limit on what a replica may lag");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 4, 1, 16);

    /// Through less no load fits of which the copies exceed a cap.
    static final Parameter.Rate BANDWIDTH =
            Loads.bandwidth(
                    "of the line that all replicas share",
                    Bandwidth.megabits(20),
                    Bandwidth.megabits(1),
                    Bandwidth.megabits(10_000));

    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 1_000, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 12_000, 100, 1_000_000);

    /// What a real master takes beside what is counted: its runtime warms up.
    private static final PerLab<ByteSize> RUNTIME =
            new PerLab<>(ByteSize.megabytes(0), ByteSize.megabytes(32));

    /// The room below the cap, without the runtime's. The fault wants the copies to be several
    /// times that; more room than the most would only let a heavy load run on.
    private static final long ROOM_BYTES_MIN = 12L << 20;

    private static final long ROOM_BYTES_MAX = 64L << 20;
    private static final double COPIES_PER_ROOM = 5.5;
    private static final double COPIES_PER_ROOM_MIN = 2.5;

    /// The copies that an outage should come to, if that takes neither too short for time-outs nor
    /// too long.
    private static final double COPIES_BYTES = 140e6;

    private static final double OUTAGE_SECONDS_MIN = 15;
    private static final double OUTAGE_SECONDS_USUAL = 35;
    private static final double OUTAGE_SECONDS_MAX = 600;

    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(15);
    private static final Duration SLACK = Duration.ofMinutes(1);

    /// What a real master is started with beside its data. A runtime sizes its heap by that, and
    /// the heap must not be full before the cap is reached: a master that does nothing but collect
    /// garbage takes fewer writes, and lives on. The fault tightens it.
    private static final long REAL_BYTES = 512L << 20;

    private static final int VALUE_BYTES = 900;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    @Override
    public String name() {
        return "memory-cap-resync";
    }

    @Override
    public String title() {
        return "Four slow replicas resync from a master with a memory cap";
    }

    @Override
    public String story() {
        return "The network blinks, all replicas come back over a thin line and need what they"
                + " missed, while writes go on. What the master holds for them counts against its"
                + " memory cap; above it the kernel kills the process. Source: redis issue 7717.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, BANDWIDTH, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (outageSeconds(setting) > OUTAGE_SECONDS_MAX) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the load is too light: after %.0f s without replicas the copies for"
                                    + " %d of them come to %.0f MB, and it takes %.0f MB to exceed"
                                    + " a cap.",
                            OUTAGE_SECONDS_MAX,
                            setting.get(REPLICAS),
                            copiesPerSecond(setting) * OUTAGE_SECONDS_MAX / 1e6,
                            copiesBytesMin(setting) / 1e6));
        }
        // A load that does not fit is what this drill is about, as long as the steady state is one.
        Optional<String> full =
                copiesPerSecond(setting) * STEADY.toSeconds() < COPIES_BYTES
                        ? Optional.empty()
                        : line(setting).refusal(setting.get(WRITES), STREAM_BYTES);
        return full.or(() -> Loads.tooMuchData(setting.get(REPLICAS), datasetBytes(setting)))
                .or(() -> Loads.tooLong(setting, catchUp(setting)))
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES), Loads.seconds(loadSeconds(setting))));
    }

    private static Line line(Setting setting) {
        return new Line(setting.get(BANDWIDTH), ROUND_TRIP.dividedBy(2), setting.get(REPLICAS));
    }

    private static long datasetBytes(Setting setting) {
        return (long) setting.get(KEYS) * STREAM_BYTES;
    }

    /// What a buffer for each replica grows by while none of them takes anything.
    private static double copiesPerSecond(Setting setting) {
        return (double) setting.get(REPLICAS) * setting.get(WRITES) * STREAM_BYTES;
    }

    private static double copiesBytesMin(Setting setting) {
        return COPIES_PER_ROOM_MIN * (ROOM_BYTES_MIN + setting.of(RUNTIME).bytes());
    }

    private static double outageSeconds(Setting setting) {
        double perSecond = copiesPerSecond(setting);
        return Math.max(
                Math.clamp(COPIES_BYTES / perSecond, OUTAGE_SECONDS_MIN, OUTAGE_SECONDS_USUAL),
                copiesBytesMin(setting) / perSecond);
    }

    /// What the shared log, its limit and its backlog may take together, twice.
    private static long roomBytes(Setting setting) {
        double copies = copiesPerSecond(setting) * outageSeconds(setting);
        return Math.clamp((long) (copies / COPIES_PER_ROOM), ROOM_BYTES_MIN, ROOM_BYTES_MAX);
    }

    private static Duration catchUp(Setting setting) {
        return SLACK.plus(Loads.seconds(3 * line(setting).seconds((double) datasetBytes(setting))));
    }

    private static double loadSeconds(Setting setting) {
        return STEADY.plus(AFTER).toSeconds() + outageSeconds(setting);
    }

    /// At the most a snapshot with everything that the load wrote, and all of its stream.
    @Override
    public Duration convergeAtMost(Setting setting) {
        double written = loadSeconds(setting) * setting.get(WRITES) * STREAM_BYTES;
        return catchUp(setting).plus(Loads.seconds(2 * line(setting).seconds(written)));
    }

    @Override
    public List<Variant> variants() {
        return List.of(BUFFER_EACH, SHARED_LOG);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        maxmemory 0
                        min-replicas-to-write 0
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 1
                        """,
                        line(setting).timeoutSeconds());
        long room = roomBytes(setting);
        conf +=
                variant.equals(BUFFER_EACH)
                        ? "compat 2.6\nclient-output-buffer-limit replica 0 0 0\n"
                        : String.format(
                                Locale.ROOT,
                                """
                                repl-backlog-size %d
                                client-output-buffer-limit replica %d %d 60
                                """,
                                room / 6,
                                room / 2,
                                room / 3);
        Topology uncapped =
                Topology.master(conf)
                        .withReplicas(setting.get(REPLICAS), conf)
                        .wan(ROUND_TRIP, setting.get(BANDWIDTH));
        return setting.of(
                new PerLab<>(
                        uncapped, uncapped.withMemoryCap(Topology.MASTER, startedWith(setting))));
    }

    private static long startedWith(Setting setting) {
        return REAL_BYTES + 2L * setting.get(KEYS) * VALUE_BYTES;
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS, Capability.MEMORY_CAP);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.runFor(Duration.ofSeconds(5));
        drill.awaitCaughtUp(catchUp(setting));
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        OptionalLong inPeace = drill.readings().memoryBytes(drill.master());
        if (inPeace.isEmpty()) {
            // A cap that was guessed would kill any master, or none.
            return;
        }
        long room = roomBytes(setting) + setting.of(RUNTIME).bytes();
        try (var _ = drill.begin(new CappedMaster(inPeace.getAsLong() + room))) {
            drill.during(new ReplicasLoseMaster(), Loads.seconds(outageSeconds(setting)));
            drill.runFor(AFTER);
        }
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new ProcessSurvived(Topology.MASTER.name()),
                new NoAcknowledgedWriteLost(),
                new Converged());
    }
}
