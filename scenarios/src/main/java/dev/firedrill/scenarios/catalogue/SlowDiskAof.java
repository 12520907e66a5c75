package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SlowDataDisk;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The data disk becomes slow under an append-only file. With `always` clients wait for it; with
/// `everysec` they hardly notice, while what they were told is written waits longer and longer to
/// be durable. The safe variant writes less than the disk can take.
///
/// Source: Redis documentation, "Redis persistence" and "Redis latency problems troubleshooting".
public final class SlowDiskAof implements Scenario {
    private static final Variant ALWAYS =
            Variant.breaks(
                    "always-on-a-slow-disk",
                    "appendfsync always, more than the disk takes",
                    violates(LatencyAtMost.class));
    private static final Variant EVERYSEC =
            Variant.breaks(
                    "everysec-on-a-slow-disk",
                    "appendfsync everysec: fast answers that are not durable for seconds",
                    violates(UnsyncedAgeAtMost.class));
    private static final Variant WITHIN =
            Variant.holds(
                    "everysec-within-the-disk", "appendfsync everysec, within what the disk takes");

    private static final int VALUE_BYTES = 900;

    /// One value in the append-only file, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    /// Below 1mbit the 64 kB that measure the throttle keep the disk busy for longer than the safe
    /// variant's judge allows; above 100mbit no load within its bounds fills the disk.
    static final Parameter.Rate BANDWIDTH =
            Loads.bandwidth(
                    "of the throttled disk",
                    Bandwidth.megabits(2),
                    Bandwidth.megabits(1),
                    Bandwidth.megabits(100));

    /// With fewer no disk within its bounds is too slow.
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 600, 200, 20_000);

    /// How many times what the disk takes the controls write. With less a queue builds up too
    /// slowly to be seen; with more the fsync that is under way at the end takes longer than a heal
    /// is waited for.
    private static final double OVERLOAD_MIN = 2;

    private static final double OVERLOAD_MAX = 40;

    /// What the safe variant writes of what the disk takes.
    private static final double WITHIN_SHARE = 0.3;

    /// Under appendfsync always so many seconds of the disk's work may wait.
    private static final double QUEUE_SECONDS = 3;

    private static final Duration STEADY = Duration.ofSeconds(4);
    private static final Duration AFTER = Duration.ofSeconds(3);

    /// Twice what the judge of latency needs.
    private static final int OPERATIONS_MIN = 200;

    @Override
    public String name() {
        return "slow-disk-aof";
    }

    @Override
    public String title() {
        return "The data disk becomes slow under an append-only file";
    }

    @Override
    public String story() {
        return "A neighbour takes the disk's bandwidth. Under appendfsync always each answer waits"
                + " for an fsync; under everysec answers stay fast while fsyncs take seconds, so"
                + " that a loss of power would take more and more of what was acknowledged."
                + " Source: Redis documentation on persistence and latency.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(BANDWIDTH, WRITES);
    }

    private static double diskWritesPerSecond(Setting setting) {
        return (double) setting.get(BANDWIDTH).bytesPerSecond() / STREAM_BYTES;
    }

    private static double overload(Setting setting) {
        return setting.get(WRITES) / diskWritesPerSecond(setting);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        double overload = overload(setting);
        if (overload >= OVERLOAD_MIN && overload <= OVERLOAD_MAX) {
            return Loads.tooManyWrites(
                    setting.get(WRITES), STEADY.plus(disturbance(EVERYSEC, setting)).plus(AFTER));
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "the load does not fit the disk: %d writes per second are %.1f times what"
                                + " %s takes, and the drill needs %.1f to %.0f times.",
                        setting.get(WRITES),
                        overload,
                        setting.get(BANDWIDTH),
                        OVERLOAD_MIN,
                        OVERLOAD_MAX));
    }

    private static int rate(Variant variant, Setting setting) {
        return variant.equals(WITHIN)
                ? (int) (WITHIN_SHARE * diskWritesPerSecond(setting))
                : setting.get(WRITES);
    }

    /// Long enough for a queue to show. Under everysec each fsync takes as many times longer than
    /// the one before as the disk is overloaded, and the last one must still end.
    private static Duration disturbance(Variant variant, Setting setting) {
        if (variant.equals(EVERYSEC)) {
            return Loads.seconds(Math.clamp(30 / (overload(setting) - 1), 8, 20));
        }
        double written = Math.min(rate(variant, setting), diskWritesPerSecond(setting));
        return Loads.seconds(Math.max(12, OPERATIONS_MIN / written));
    }

    private static int keys(Setting setting) {
        return (int) Math.max(50, QUEUE_SECONDS * diskWritesPerSecond(setting));
    }

    @Override
    public List<Variant> variants() {
        return List.of(ALWAYS, EVERYSEC, WITHIN);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String policy = variant.equals(ALWAYS) ? "always" : "everysec";
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        appendonly yes
                        appendfsync %s
                        repl-diskless-sync-delay 0
                        """,
                        policy);
        return Topology.master(conf).withReplicas(1, conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.DISK_BANDWIDTH);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        Variant variant = drill.variant();
        drill.load().start(new Writes(keys(setting), rate(variant, setting), VALUE_BYTES));
        drill.steady(STEADY);
        var slow = new SlowDataDisk(Role.MASTER, setting.get(BANDWIDTH).bytesPerSecond());
        drill.during(slow, disturbance(variant, setting));
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new LatencyAtMost(99, Duration.ofMillis(500), Phase.DISTURB),
                new UnsyncedAgeAtMost(Duration.ofSeconds(3)),
                new NoAcknowledgedWriteLost());
    }
}
