package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.MasterInMinority;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Guarded;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Inserts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A partition leaves the master with half of the clients, and a failover promotes a replica on the
/// other side. Until the partition heals the old master acknowledges writes that nobody else has;
/// then it becomes a replica of the new one, and they are gone. `min-replicas-to-write` makes it
/// refuse writes once its replicas have been silent for `min-replicas-max-lag`.
///
/// Sources: Kyle Kingsbury, "Jepsen: Redis" (2013), where 56 % of the acknowledged writes were
/// lost; Redis Sentinel documentation, "Consistency under partitions".
public final class IsolatedMaster implements Scenario {
    private static final Variant ASYNCHRONOUS =
            Variant.breaks(
                    "no-minimum-of-replicas",
                    "the isolated master goes on acknowledging writes",
                    violates(DataLossWindowAtMost.class));
    private static final Variant BOUNDED =
            Variant.holds(
                    "min-replicas",
                    "min-replicas-to-write 1: the isolated master refuses writes after"
                            + " min-replicas-max-lag");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 2, 16);
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the partition lasts",
                    PerLab.same(Duration.ofSeconds(20)),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10));
    static final Parameter.Count MAX_LAG =
            Loads.count("max-lag", "min-replicas-max-lag in seconds", 3, 2, 60);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 500, 20, 20_000);

    private static final NodeId NEAR = new NodeId("near");
    private static final NodeId FAR = new NodeId("far");

    /// What Sentinel is given. Its failover takes about three seconds more than `down-after`; a
    /// former master it demotes up to twenty seconds after it sees it again.
    private static final Duration DOWN_AFTER = Duration.ofSeconds(3);

    private static final Duration FAILOVER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PROMOTED_WITHIN = Duration.ofSeconds(20);
    private static final Duration DEMOTED_WITHIN = Duration.ofMinutes(1);

    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 100;

    /// From the partition until the operator promotes a replica, as a failover by hand that is
    /// prepared: about what Sentinel takes.
    private static final Duration FAILOVER = Duration.ofSeconds(6);

    /// Replicas acknowledge once a second, and the master counts its good replicas once a second;
    /// the third second is for what had not reached the replicas when the partition began.
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration COUNTED = Duration.ofSeconds(2);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "isolated-master";
    }

    @Override
    public String title() {
        return "A partition isolates the master with half of its clients, and a replica is promoted";
    }

    @Override
    public String story() {
        return "A partition cuts the master off together with half of the clients. A failover"
                + " promotes a replica on the other side. Until the partition heals both accept"
                + " writes; then the old master is made a replica of the new one and discards what"
                + " it had acknowledged. Sources: Jepsen: Redis (aphyr.com/posts/283-jepsen-redis);"
                + " Redis Sentinel documentation, consistency under partitions.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, OUTAGE, MAX_LAG, WRITES);
    }

    private static Duration windowMax(Setting setting) {
        return SLACK.plusSeconds(setting.get(MAX_LAG));
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = windowMax(setting).plus(FAILOVER).plusSeconds(1);
        if (setting.get(OUTAGE).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the partition is too short to tell the variants apart: with a"
                                    + " max-lag of %d s it must last %d s.",
                            setting.get(MAX_LAG),
                            needed.toSeconds()));
        }
        return Loads.tooManyWrites(
                setting.get(WRITES), STEADY.plus(setting.get(OUTAGE)).plus(AFTER));
    }

    @Override
    public List<Variant> variants() {
        return List.of(ASYNCHRONOUS, BOUNDED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                """
                save ""
                repl-timeout 10
                repl-ping-replica-period 2
                repl-diskless-sync-delay 0
                repl-backlog-size 32mb
                """;
        conf +=
                variant.equals(BOUNDED)
                        ? String.format(
                                Locale.ROOT,
                                "min-replicas-to-write 1\nmin-replicas-max-lag %d\n",
                                setting.get(MAX_LAG))
                        : "min-replicas-to-write 0\n";
        return Topology.master(conf)
                .withReplicas(setting.get(REPLICAS), conf)
                .withClientsAt(NEAR, FAR);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public Optional<Guard.Sentinel> sentinel(Setting setting) {
        return Optional.of(Guard.Sentinel.ofThree(DOWN_AFTER, FAILOVER_TIMEOUT));
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        // A master that asks for replicas takes no write before it has counted their first reports.
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        drill.runFor(COUNTED);
        drill.load().preload(KEYS, VALUE_BYTES);
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        drill.load().start(new Inserts(setting.get(WRITES), VALUE_BYTES));
        drill.steady(STEADY);
        NodeId old = drill.master();
        if (drill.guard().isPresent()) {
            guardFailsOver(drill, drill.guard().get(), old);
        } else {
            operatorFailsOver(drill, old);
        }
        drill.load().direct(NEAR, drill.master());
        drill.runFor(AFTER);
    }

    private static void operatorFailsOver(Drill drill, NodeId old) {
        try (var _ = drill.begin(new MasterInMinority())) {
            drill.runFor(FAILOVER);
            failOver(drill, old);
            drill.runFor(drill.setting().get(OUTAGE).minus(FAILOVER));
        }
        drill.operator().follow(old, drill.master());
    }

    /// The guard promotes a replica on the majority's side and, once the partition has healed,
    /// makes the old master follow it. Clients learn of either from service discovery.
    private static void guardFailsOver(Drill drill, Guarded guard, NodeId old) {
        try (var _ = drill.begin(new MasterInMinority())) {
            long began = drill.cluster().nowNanos();
            drill.load().direct(FAR, guard.awaitPromotion(old, PROMOTED_WITHIN));
            Duration passed = Duration.ofNanos(drill.cluster().nowNanos() - began);
            Duration left = drill.setting().get(OUTAGE).minus(passed);
            if (left.isPositive()) drill.runFor(left);
        }
        guard.awaitDemotion(old, DEMOTED_WITHIN);
    }

    /// What the operator does on the majority's side: the replica that has received the most is
    /// promoted, the others follow it, and service discovery directs the clients there to it.
    private static void failOver(Drill drill, NodeId old) {
        NodeId promoted = drill.readings().mostAdvanced(drill.replicas());
        drill.operator().promote(promoted);
        for (NodeId other : drill.replicas()) {
            if (!other.equals(old)) {
                drill.operator().follow(other, promoted);
            }
        }
        drill.load().direct(FAR, promoted);
    }

    /// Neither variant keeps every write: that is what asynchronous replication means. Who fails
    /// over, and when, adds nothing to the window: it ends when the isolated master refuses the
    /// first write, which depends on its replicas alone.
    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new DataLossWindowAtMost(windowMax(setting)), new Converged());
    }
}
