package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.CappedMaster;
import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
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
                    "Redis 2.6: a copy of the stream for each slow replica", violates(ProcessSurvived.class));
    private static final Variant SHARED_LOG =
            Variant.holds(
                    "shared-log-and-limit", "one shared log, a limit on what a replica may lag");

    /// Above what the simulated master needs in peace.
    private static final long ROOM_BYTES = 24L << 20;

    /// Above what a real master needs in peace: its runtime still takes some 40 MB while it warms
    /// up, and the copies for four replicas come to more than 100 MB before the line is back.
    private static final long REAL_ROOM_BYTES = 56L << 20;

    /// What a real master is started with beside its data. A runtime sizes its heap by that, and
    /// the heap must not be full before the cap is reached: a master that does nothing but collect
    /// garbage takes fewer writes, and lives on. The fault tightens it.
    private static final long REAL_BYTES = 512L << 20;

    private static final int VALUE_BYTES = 900;

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
    public List<Parameter> parameters() {
        return List.of(
                Loads.number("replicas", "replicas of the master", 4, 1, 16),
                Loads.bandwidth("of the line that all replicas share", "20mbit"),
                Loads.number("writes-per-second", "values stored per second", 1000, 10, 20_000),
                Loads.number("keys", "keys in the dataset", 12_000, 100, 1_000_000));
    }

    @Override
    public List<Variant> variants() {
        return List.of(BUFFER_EACH, SHARED_LOG);
    }

    @Override
    public List<NodeSpec> nodes(Variant variant, Setting setting) {
        String conf =
                """
                save ""
                repl-timeout 10
                repl-ping-replica-period 2
                repl-diskless-sync-delay 1
                """;
        conf +=
                variant.equals(BUFFER_EACH)
                        ? "compat 2.6\nclient-output-buffer-limit replica 0 0 0\n"
                        : "repl-backlog-size 4mb\nclient-output-buffer-limit replica 12mb 8mb 60\n";
        List<NodeSpec> nodes = Topologies.masterWithReplicas(setting.number("replicas"), conf);
        return isSim(setting) ? nodes : Topologies.withMasterCap(nodes, startedWith(setting));
    }

    private static boolean isSim(Setting setting) {
        return setting.lab().equals("sim");
    }

    private static long startedWith(Setting setting) {
        return REAL_BYTES + 2L * setting.number("keys") * VALUE_BYTES;
    }

    @Override
    public List<LinkSpec> links(Setting setting) {
        return Topologies.wan(setting.number("replicas"), 40, setting.bytesPerSecond("bandwidth"));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return variant.equals(BUFFER_EACH)
                ? List.of(Capability.LINK_FAULTS, Capability.MEMORY_CAP, Capability.COMPAT_2_6)
                : List.of(Capability.LINK_FAULTS, Capability.MEMORY_CAP);
    }

    @Override
    public void run(Drill drill) {
        drill.preload(drill.setting().number("keys"), VALUE_BYTES);
        drill.runFor(Duration.ofSeconds(5));
        drill.awaitCaughtUp(Duration.ofMinutes(3));
        drill.start(Loads.writes(drill, VALUE_BYTES));
        drill.steady(Duration.ofSeconds(10));
        OptionalLong inPeace = drill.memoryBytes(drill.master());
        if (inPeace.isEmpty()) {
            // A cap that was guessed would kill any master, or none.
            return;
        }
        long room = isSim(drill.setting()) ? ROOM_BYTES : REAL_ROOM_BYTES;
        try (var _ = drill.begin(new CappedMaster(inPeace.getAsLong() + room))) {
            drill.during(new ReplicasLoseMaster(), Duration.ofSeconds(35));
            drill.runFor(Duration.ofSeconds(30));
        }
    }

    @Override
    public List<Checker> judges(Variant variant) {
        return List.of(
                new ProcessSurvived(Topologies.MASTER.name()),
                new NoAcknowledgedWriteLost(),
                new Converged());
    }
}
