package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.KillMaster;
import dev.firedrill.faults.fault.StalledReplica;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Inserts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Stripe, 10 July 2019: a node stalls and goes on answering its health checks, nobody looks at how
/// far it is behind, and when the master fails the stalled node decides what becomes of the data.
///
/// Here a replica receives nothing more while its connection stays up. PING, `master_link_status`
/// and, where its acknowledgements still pass, the `lag` of INFO and `min-replicas-max-lag` call it
/// healthy: all of them look at when it was heard of, none at its offset.
///
/// Source: https://stripe.com/rcas/2019-07-10
public final class StalledButHealthy implements Scenario {
    private static final Variant UNNOTICED =
            Variant.breaks(
                    "promoted-because-it-answers",
                    "the failover takes the first replica that answers PING and has its link up",
                    violates(DataLossWindowAtMost.class));
    private static final Variant ACKNOWLEDGES =
            Variant.breaks(
                    "lag-without-offset",
                    "min-replicas-max-lag, while the stalled replica goes on acknowledging what it"
                            + " had",
                    violates(DataLossWindowAtMost.class));
    private static final Variant MAX_LAG_MET =
            Variant.holds(
                    "min-replicas-max-lag",
                    "the master refuses writes once a replica that it needs has been silent");
    private static final Variant MOST_ADVANCED =
            Variant.holds(
                    "most-advanced-promoted",
                    "the failover takes the replica with the greatest offset");
    private static final Variant ALARM =
            Variant.holds(
                    "alarm-on-offset",
                    "an alarm compares offsets, and the replica is mended before the master fails");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 2, 16);
    static final Parameter.Span STALL =
            new Parameter.Span(
                    "stall",
                    "how long the replica has stalled when the master dies",
                    PerLab.same(Duration.ofSeconds(15)),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10));
    static final Parameter.Count MAX_LAG =
            Loads.count("max-lag", "min-replicas-max-lag in seconds", 3, 2, 60);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 500, 20, 20_000);

    private static final int KEYS = 5_000;
    private static final int VALUE_BYTES = 100;

    /// One value in the replication stream, with command and key: at least.
    private static final int STREAM_BYTES_MIN = VALUE_BYTES + 30;

    /// A connection over which nothing comes must outlast the stall and the failover.
    private static final Duration TIMEOUT_MIN = Duration.ofSeconds(60);

    private static final Duration TIMEOUT_SLACK = Duration.ofSeconds(30);

    /// Replicas acknowledge once a second, and the master counts its good replicas once a second;
    /// the third second is for what had not reached the replica when it stalled.
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration COUNTED = Duration.ofSeconds(3);
    private static final Duration STEADY = Duration.ofSeconds(4);

    /// From the death of the master until a replica is promoted.
    private static final Duration FAILOVER = Duration.ofSeconds(3);

    private static final Duration REACHED = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "stalled-but-healthy";
    }

    @Override
    public String title() {
        return "Stripe, 10 July 2019: a stalled replica counts as healthy, and is promoted";
    }

    @Override
    public String story() {
        return "Two nodes of a database had stalled days before. They no longer reported how far"
                + " they were behind, but went on answering health checks, so that nobody noticed"
                + " until the master failed and the cluster could not fail over as it should. Here"
                + " a replica receives nothing while its connection stays up; it is promoted when"
                + " the master dies, and what was acknowledged since is lost. Source: Stripe's root"
                + " cause analysis (stripe.com/rcas/2019-07-10).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, STALL, MAX_LAG, WRITES);
    }

    private static Duration windowMax(Setting setting) {
        return SLACK.plusSeconds(setting.get(MAX_LAG));
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = windowMax(setting).plusSeconds(2);
        if (setting.get(STALL).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the stall is too short to tell the variants apart: with a max-lag of"
                                    + " %d s it must last %d s.",
                            setting.get(MAX_LAG),
                            needed.toSeconds()));
        }
        return Loads.tooManyWrites(
                setting.get(WRITES),
                STEADY.plus(setting.get(STALL)).plus(FAILOVER).plus(AFTER).plus(AFTER));
    }

    @Override
    public List<Variant> variants() {
        return List.of(UNNOTICED, ACKNOWLEDGES, MAX_LAG_MET, MOST_ADVANCED, ALARM);
    }

    private static Duration timeout(Setting setting) {
        Duration needed = setting.get(STALL).plus(TIMEOUT_SLACK);
        return needed.compareTo(TIMEOUT_MIN) < 0 ? TIMEOUT_MIN : needed;
    }

    /// Of good replicas, without which the master refuses writes.
    private static int minimum(Variant variant, Setting setting) {
        boolean needsThem = variant.equals(ACKNOWLEDGES) || variant.equals(MAX_LAG_MET);
        return needsThem ? setting.get(REPLICAS) : 0;
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        appendonly no
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        repl-backlog-size 32mb
                        client-output-buffer-limit replica 0 0 0
                        min-replicas-to-write %d
                        min-replicas-max-lag %d
                        """,
                        timeout(setting).toSeconds(),
                        minimum(variant, setting),
                        setting.get(MAX_LAG));
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS, Capability.PROCESS_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        // A master that asks for replicas takes no write before it has counted their first reports.
        drill.awaitCaughtUp(SOON);
        drill.runFor(COUNTED);
        drill.load().preload(KEYS, VALUE_BYTES);
        drill.awaitCaughtUp(SOON);
        drill.load().start(new Inserts(setting.get(WRITES), VALUE_BYTES));
        drill.steady(STEADY);
        NodeId old = drill.master();
        NodeId stalled = drill.replicas().getFirst();
        try (var stall = drill.begin(new StalledReplica(drill.variant().equals(ACKNOWLEDGES)))) {
            pass(drill, stall, stalled);
            checkHealth(drill, stalled);
            drill.during(new KillMaster(), FAILOVER);
            failOver(drill, old);
            // Links are measured to be whole again between processes that run, and a container that
            // was just started is not reached at once.
            drill.operator().attemptStart(old);
            drill.runFor(REACHED);
        }
        drill.operator().follow(old, drill.master());
        drill.runFor(AFTER);
    }

    /// Lets the time of the stall pass. Where an alarm compares offsets, somebody mends the line
    /// when it rings.
    private static void pass(Drill drill, ActiveFault stall, NodeId stalled) {
        Setting setting = drill.setting();
        long alarmBytes = (long) setting.get(MAX_LAG) * setting.get(WRITES) * STREAM_BYTES_MIN;
        long until = drill.cluster().nowNanos() + setting.get(STALL).toNanos();
        boolean alarmed = !drill.variant().equals(ALARM);
        while (drill.cluster().nowNanos() < until) {
            Duration left = Duration.ofNanos(until - drill.cluster().nowNanos());
            drill.runFor(left.compareTo(LOOK) < 0 ? left : LOOK);
            if (!alarmed && lackingBytes(drill, stalled) > alarmBytes) {
                alarmed = true;
                stall.close();
            }
        }
    }

    private static long lackingBytes(Drill drill, NodeId replica) {
        return drill.readings().offset(drill.master()) - drill.readings().offset(replica);
    }

    /// What a health check sees of the replica right before the master dies. Without it the drill
    /// shows a replica that anybody would have passed over.
    private static void checkHealth(Drill drill, NodeId replica) {
        boolean answers = drill.readings().answers(replica);
        Map<String, String> info = drill.readings().info(replica);
        String link = info.getOrDefault("master_link_status", "not shown");
        drill.record(
                new Event.PremiseObserved(
                        drill.cluster().nowNanos(),
                        replica + " counts as healthy when the master dies",
                        answers && link.equals("up"),
                        String.format(
                                Locale.ROOT,
                                "%s, master_link_status %s",
                                answers ? "PING is answered" : "PING is not answered",
                                link)));
    }

    private static void failOver(Drill drill, NodeId old) {
        List<NodeId> replicas = drill.replicas();
        NodeId promoted =
                drill.variant().equals(MOST_ADVANCED)
                        ? drill.readings().mostAdvanced(replicas)
                        : replicas.stream()
                                .filter(drill.readings()::answers)
                                .findFirst()
                                .orElse(replicas.getFirst());
        drill.operator().promote(promoted);
        for (NodeId other : replicas) {
            if (!other.equals(promoted) && !other.equals(old)) {
                drill.operator().follow(other, promoted);
            }
        }
        drill.load().direct(NodeId.CLIENTS, promoted);
    }

    /// Asynchronous replication may lose what was acknowledged last; the variants bound how much.
    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new DataLossWindowAtMost(windowMax(setting)), new Converged());
    }
}
