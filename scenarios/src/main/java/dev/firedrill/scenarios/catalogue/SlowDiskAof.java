package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SlowDataDisk;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The data disk becomes slow under an append-only file. With `always` clients wait for it; with
/// `everysec` they hardly notice, while what they were told is written waits longer and longer to
/// be durable. The safe variant writes less than the disk can take.
///
/// Source: Redis documentation, "Redis persistence" and "Redis latency problems troubleshooting".
public final class SlowDiskAof implements Scenario {
    private static final Variant ALWAYS =
            Variant.breaks("always-on-a-slow-disk", "appendfsync always, more than the disk takes", violates(LatencyAtMost.class));
    private static final Variant EVERYSEC =
            Variant.breaks(
                    "everysec-on-a-slow-disk",
                    "appendfsync everysec: fast answers that are not durable for seconds", violates(UnsyncedAgeAtMost.class));
    private static final Variant WITHIN =
            Variant.holds(
                    "everysec-within-the-disk", "appendfsync everysec, within what the disk takes");

    private static final int VALUE_BYTES = 900;
    private static final int LIGHTER = 8;

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
    public List<Parameter> parameters() {
        return List.of(
                Loads.bandwidth("of the throttled disk", "2mbit"),
                Loads.number("writes-per-second", "values stored per second", 600, 10, 20_000));
    }

    @Override
    public List<Variant> variants() {
        return List.of(ALWAYS, EVERYSEC, WITHIN);
    }

    @Override
    public List<NodeSpec> nodes(Variant variant, Setting setting) {
        String policy = variant.equals(ALWAYS) ? "always" : "everysec";
        return Topologies.masterWithReplicas(
                1,
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        appendonly yes
                        appendfsync %s
                        repl-diskless-sync-delay 0
                        """,
                        policy));
    }

    @Override
    public List<LinkSpec> links(Setting setting) {
        return List.of();
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.DISK_BANDWIDTH);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        int rate = setting.number("writes-per-second");
        drill.start(
                Loads.writes(
                        drill,
                        VALUE_BYTES,
                        drill.variant().equals(WITHIN) ? Math.max(1, rate / LIGHTER) : rate));
        drill.steady(Duration.ofSeconds(10));
        var slow = new SlowDataDisk(Role.MASTER, setting.bytesPerSecond("bandwidth"));
        drill.during(slow, Duration.ofSeconds(30));
        drill.runFor(Duration.ofSeconds(10));
    }

    @Override
    public List<Checker> judges(Variant variant) {
        return List.of(
                new LatencyAtMost(99, Duration.ofMillis(500), Phase.DISTURB),
                new UnsyncedAgeAtMost(Duration.ofSeconds(3)),
                new NoAcknowledgedWriteLost());
    }
}
