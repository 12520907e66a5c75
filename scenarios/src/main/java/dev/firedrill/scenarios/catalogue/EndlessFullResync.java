package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.fault.SlowWan;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A line too slow for snapshot plus writes within the replica output-buffer limit: what is written
/// while the snapshot is under way outgrows the limit, the master closes the replica, which starts
/// over, for ever. A limit above write rate times transfer time ends it.
///
/// Source: "The Endless Redis Replication Loop" (redis.io blog), redis issue 15447.
public final class EndlessFullResync implements Scenario {
    private static final Variant SMALL_LIMIT =
            Variant.breaks(
                    "limit-below-need",
                    "an output-buffer limit that what is written during a transfer outgrows", violates(FullResyncsAtMost.class));
    private static final Variant COMPUTED_LIMIT =
            Variant.holds(
                    "limit-computed",
                    "a limit above write rate x transfer time, with room to spare");

    private static final int VALUE_BYTES = 900;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

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
    public List<Parameter> parameters() {
        return List.of(
                Loads.number("replicas", "replicas of the master", 2, 1, 16),
                Loads.bandwidth("of each replica's line while it is slow", "10mbit"),
                Loads.number("writes-per-second", "values stored per second", 300, 10, 20_000),
                Loads.number("keys", "keys in the dataset", 12_000, 100, 1_000_000));
    }

    @Override
    public List<Variant> variants() {
        return List.of(SMALL_LIMIT, COMPUTED_LIMIT);
    }

    /// How long a snapshot takes over the slow line, beside the stream that it shares it with.
    private static long limitBytes(Setting setting) {
        double rate = (double) setting.bytesPerSecond("bandwidth");
        double stream = (double) setting.number("writes-per-second") * STREAM_BYTES;
        double snapshot = (double) setting.number("keys") * (VALUE_BYTES + 40);
        double seconds = snapshot / rate + 10;
        return (long) (4 * stream * seconds) + (8L << 20);
    }

    @Override
    public List<NodeSpec> nodes(Variant variant, Setting setting) {
        long bytes = variant.equals(SMALL_LIMIT) ? 1L << 20 : limitBytes(setting);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        repl-timeout 10
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 1
                        repl-backlog-size 512kb
                        client-output-buffer-limit replica %d %d 60
                        """,
                        bytes,
                        bytes);
        return Topologies.masterWithReplicas(setting.number("replicas"), conf);
    }

    @Override
    public List<LinkSpec> links(Setting setting) {
        return List.of();
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.preload(setting.number("keys"), VALUE_BYTES);
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        drill.start(Loads.writes(drill, VALUE_BYTES));
        drill.steady(Duration.ofSeconds(10));
        var slow = new SlowWan(Duration.ofMillis(40), setting.bytesPerSecond("bandwidth"));
        try (var _ = drill.begin(slow)) {
            drill.during(new ReplicasLoseMaster(), Duration.ofSeconds(12));
            drill.runFor(Duration.ofSeconds(setting.lab().equals("sim") ? 90 : 45));
        }
    }

    @Override
    public List<Checker> judges(Variant variant) {
        // One resync per replica is what an outage that outgrows the backlog costs; more is a loop.
        return List.of(new FullResyncsAtMost(2), new Converged());
    }
}
