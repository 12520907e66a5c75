package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.fault.SlowWan;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.scenarios.option.Bandwidth;
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

/// A line too slow for snapshot plus writes within the replica output-buffer limit: what is written
/// while the snapshot is under way outgrows the limit, the master closes the replica, which starts
/// over, for ever. A limit above write rate times transfer time ends it.
///
/// Source: "The Endless Redis Replication Loop" (redis.io blog), redis issue 15447.
public final class EndlessFullResync implements Scenario {
    private static final Variant SMALL_LIMIT =
            Variant.breaks(
                    "limit-below-need",
                    "an output-buffer limit that what is written during a transfer outgrows",
                    violates(FullResyncsAtMost.class));
    private static final Variant COMPUTED_LIMIT =
            Variant.holds(
                    "limit-computed",
                    "a limit above write rate x transfer time, with room to spare");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Rate BANDWIDTH =
            Loads.bandwidth(
                    "of each replica's line while it is slow",
                    Bandwidth.megabits(10),
                    Bandwidth.kilobits(100),
                    Bandwidth.megabits(10_000));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 300, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 12_000, 100, 1_000_000);

    private static final int VALUE_BYTES = 900;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    private static final Duration ONE_WAY = Duration.ofMillis(40);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofMinutes(1);

    /// The limit that is outgrown: a quarter of what it takes, within these.
    private static final long LIMIT_BYTES_MIN = 32L << 10;

    private static final long LIMIT_BYTES_MAX = 1L << 20;
    private static final long BACKLOG_BYTES_MAX = 512L << 10;

    /// So many attempts of the endless loop are waited for; each begins some seconds after the
    /// limit closed the one before.
    private static final int ATTEMPTS = 4;

    private static final double SECONDS_BETWEEN_ATTEMPTS = 5;

    @Override
    public String name() {
        return "endless-full-resync";
    }

    @Override
    public String title() {
        return "A full resync that never ends: the output-buffer limit is outgrown each time";
    }

    @Override
    public String story() {
        return "The line to the replicas becomes slow. A snapshot takes longer than the replica"
                + " output-buffer limit can hold writes for, so the master closes the replica in"
                + " the middle, and it starts over. Sources: The Endless Redis Replication Loop"
                + " (redis.io blog); redis issue 15447.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, BANDWIDTH, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (writtenDuringTransfer(setting) < 4 * LIMIT_BYTES_MIN) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "no limit is outgrown: a snapshot takes %.1f s over the slow line, in"
                                    + " which %.0f kB are written, and it takes %d kB.",
                            transferSeconds(setting),
                            writtenDuringTransfer(setting) / 1e3,
                            4 * LIMIT_BYTES_MIN / 1000));
        }
        return line(setting)
                .refusal(setting.get(WRITES), STREAM_BYTES)
                .or(() -> Loads.tooMuchData(setting.get(REPLICAS), datasetBytes(setting)))
                .or(() -> Loads.tooLong(setting, catchUp(setting)))
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES), Loads.seconds(loadSeconds(setting))));
    }

    /// Each replica has its own.
    private static Line line(Setting setting) {
        return new Line(setting.get(BANDWIDTH), ONE_WAY, 1);
    }

    private static double streamPerSecond(Setting setting) {
        return (double) setting.get(WRITES) * STREAM_BYTES;
    }

    private static long datasetBytes(Setting setting) {
        return (long) setting.get(KEYS) * STREAM_BYTES;
    }

    /// How long a snapshot takes over the slow line.
    private static double transferSeconds(Setting setting) {
        return line(setting).seconds((double) setting.get(KEYS) * VALUE_BYTES);
    }

    private static double writtenDuringTransfer(Setting setting) {
        return transferSeconds(setting) * streamPerSecond(setting);
    }

    private static long limitBelowNeed(Setting setting) {
        return Math.min(LIMIT_BYTES_MAX, (long) (writtenDuringTransfer(setting) / 4));
    }

    private static long limitAboveNeed(Setting setting) {
        double seconds = transferSeconds(setting) + 10;
        return (long) (4 * streamPerSecond(setting) * seconds) + (8L << 20);
    }

    /// Long enough for time-outs, however long the line still delivers.
    private static double outageSeconds(Setting setting) {
        Duration timeout =
                setting.replicationTimeout(Duration.ofSeconds(line(setting).timeoutSeconds()));
        return timeout.toSeconds() + 4 + line(setting).seconds(Line.UNDER_WAY_BYTES);
    }

    /// A third of what the outage writes, so that it does not help; and below the limit, which a
    /// larger backlog would raise.
    private static long backlogBytes(Setting setting) {
        double useless = Math.min(12 * streamPerSecond(setting) / 3, limitBelowNeed(setting) / 2.0);
        return Math.min(BACKLOG_BYTES_MAX, (long) useless);
    }

    /// Until the loop has shown itself, or the safe variant is through with it.
    private static double slowSeconds(Setting setting) {
        double attempt =
                limitBelowNeed(setting) / streamPerSecond(setting) + SECONDS_BETWEEN_ATTEMPTS;
        double missed =
                (outageSeconds(setting) + transferSeconds(setting)) * streamPerSecond(setting);
        double through =
                transferSeconds(setting)
                        + line(setting).secondsBeside(setting.get(WRITES), STREAM_BYTES, missed);
        return Math.max(ATTEMPTS * attempt, SECONDS_BETWEEN_ATTEMPTS + 1.2 * through);
    }

    private static Duration catchUp(Setting setting) {
        return SLACK.plus(Loads.seconds(slowSeconds(setting)));
    }

    private static double loadSeconds(Setting setting) {
        return STEADY.toSeconds() + outageSeconds(setting) + slowSeconds(setting);
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return catchUp(setting);
    }

    @Override
    public List<Variant> variants() {
        return List.of(SMALL_LIMIT, COMPUTED_LIMIT);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        long bytes =
                variant.equals(SMALL_LIMIT) ? limitBelowNeed(setting) : limitAboveNeed(setting);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        min-replicas-to-write 0
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 1
                        repl-backlog-size %d
                        client-output-buffer-limit replica %d %d 60
                        """,
                        line(setting).timeoutSeconds(),
                        backlogBytes(setting),
                        bytes,
                        bytes);
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(SLACK);
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        var slow = new SlowWan(ONE_WAY, setting.get(BANDWIDTH).bytesPerSecond());
        try (var _ = drill.begin(slow)) {
            drill.during(new ReplicasLoseMaster(), Loads.seconds(outageSeconds(setting)));
            drill.runFor(Loads.seconds(slowSeconds(setting)));
        }
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        // One resync is what an outage that outgrows the backlog costs a replica; more is a loop.
        return List.of(FullResyncsAtMost.each(1), new Converged());
    }
}
