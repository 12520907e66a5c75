package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.IsolatedRegion;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Inserts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// GitHub, 21 October 2018: the line between two regions is gone for 43 seconds, and a replica of
/// the other region is promoted. The old master and its region go on by themselves: its replicas
/// acknowledge, its clients write, and all of it is lost when the regions meet again. Then the
/// master moves back, this time without a loss, because writes are refused until it has caught up.
///
/// Replicas in the master's own region satisfy a small `min-replicas-to-write`, so that it guards
/// only when it asks for one replica more than the region has. The other guard is to fence the old
/// master over the network for management before anything is promoted.
///
/// Source: https://github.blog/2018-10-30-oct21-post-incident-analysis/
public final class RegionPromotion implements Scenario {
    private static final Variant UNFENCED =
            Variant.breaks(
                    "promoted-across-regions",
                    "both regions take writes until they meet again",
                    violates(DataLossWindowAtMost.class));
    private static final Variant OWN_REGION_SUFFICES =
            Variant.breaks(
                    "minimum-met-by-own-region",
                    "min-replicas-to-write 1, which a replica of the same region satisfies",
                    violates(DataLossWindowAtMost.class));
    private static final Variant OTHER_REGION_NEEDED =
            Variant.holds(
                    "minimum-across-regions",
                    "min-replicas-to-write one above the replicas of a region");
    private static final Variant FENCED =
            Variant.holds(
                    "fenced-before-promotion",
                    "the old master is made to refuse writes before another one is promoted");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas in each region", 2, 1, 6);
    static final Parameter.Span LATENCY =
            new Parameter.Span(
                    "latency",
                    "round trip between the regions",
                    PerLab.same(Duration.ofMillis(60)),
                    Duration.ZERO,
                    Duration.ofMillis(400));
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the regions are apart",
                    new PerLab<>(Duration.ofSeconds(43), Duration.ofSeconds(20)),
                    Duration.ofSeconds(12),
                    Duration.ofMinutes(10));
    static final Parameter.Count MAX_LAG =
            Loads.count("max-lag", "min-replicas-max-lag in seconds", 3, 2, 60);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 500, 20, 20_000);

    private static final NodeId EAST = new NodeId("east");
    private static final NodeId WEST = new NodeId("west");
    private static final String MINIMUM = "min-replicas-to-write";

    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 100;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    /// From the partition until a replica is promoted.
    private static final Duration FAILOVER = Duration.ofSeconds(5);

    /// Replicas acknowledge once a second, and the master counts its good replicas once a second;
    /// the third second is for what had not reached the replicas when the regions came apart.
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration CONNECTED = Duration.ofSeconds(1);
    private static final Duration COUNTED = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "region-promotion";
    }

    @Override
    public String title() {
        return "GitHub, 21 October 2018: a partition of 43 s between regions, and two masters";
    }

    @Override
    public String story() {
        return "The line between two regions was gone for 43 seconds. The failover promoted a"
                + " replica of the other region, while clients of the first one went on writing to"
                + " the old master. Each side had writes that the other did not have, and those of"
                + " the old side had to be given up or merged by hand. Source: GitHub's"
                + " post-incident analysis"
                + " (github.blog/2018-10-30-oct21-post-incident-analysis).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, LATENCY, OUTAGE, MAX_LAG, WRITES);
    }

    /// What the old side acknowledged until either guard stopped it.
    private static Duration windowMax(Setting setting) {
        Duration lag = Duration.ofSeconds(setting.get(MAX_LAG));
        Duration stopped = lag.compareTo(FAILOVER) > 0 ? lag : FAILOVER;
        return stopped.plus(SLACK).plus(setting.get(LATENCY));
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = windowMax(setting).plusSeconds(2);
        if (setting.get(OUTAGE).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the partition is too short to tell the variants apart: with a max-lag"
                                    + " of %d s and a round trip of %d ms it must last %d ms.",
                            setting.get(MAX_LAG),
                            setting.get(LATENCY).toMillis(),
                            needed.toMillis()));
        }
        if (setting.ownConfiguration().filter(OwnConfiguration::disablesConfig).isPresent()) {
            return Optional.of(
                    "the operator fences masters with CONFIG SET, which the configuration"
                            + " disables.");
        }
        return Loads.tooManyWrites(setting.get(WRITES), load(setting));
    }

    private static Duration load(Setting setting) {
        return STEADY.plus(setting.get(OUTAGE)).plus(AFTER).plus(AFTER).plusSeconds(5);
    }

    /// A long line bounds the rate of a connection, also of one that carries a snapshot.
    private static Duration catchUp(Setting setting) {
        var line = new Line(Bandwidth.megabits(10_000), setting.get(LATENCY).dividedBy(2), 1);
        double keys = KEYS + setting.get(WRITES) * (load(setting).toMillis() / 1e3);
        return SOON.plus(Loads.seconds(3 * line.seconds(keys * STREAM_BYTES)));
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return catchUp(setting);
    }

    @Override
    public List<Variant> variants() {
        return List.of(UNFENCED, OWN_REGION_SUFFICES, OTHER_REGION_NEEDED, FENCED);
    }

    private static int minimum(Variant variant, Setting setting) {
        if (variant.equals(OWN_REGION_SUFFICES)) return 1;
        return variant.equals(OTHER_REGION_NEEDED) ? setting.get(REPLICAS) + 1 : 0;
    }

    /// The replicas of the master's region come first.
    private static List<NodeId> replicas(Setting setting, int region) {
        int each = setting.get(REPLICAS);
        var some = new ArrayList<NodeId>();
        for (int i = 1; i <= each; i++) some.add(Topology.replica(region * each + i));
        return some;
    }

    private static List<NodeId> east(Setting setting) {
        var places = new ArrayList<>(replicas(setting, 0));
        places.addFirst(Topology.MASTER);
        places.add(EAST);
        return places;
    }

    private static List<NodeId> west(Setting setting) {
        var places = new ArrayList<>(replicas(setting, 1));
        places.add(WEST);
        return places;
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        repl-timeout 60
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        repl-backlog-size 32mb
                        min-replicas-to-write %d
                        min-replicas-max-lag %d
                        """,
                        minimum(variant, setting),
                        setting.get(MAX_LAG));
        return Topology.master(conf)
                .withReplicas(2 * setting.get(REPLICAS), conf)
                .withClientsAt(EAST, WEST)
                .farApart(east(setting), west(setting), setting.get(LATENCY));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        // A master that asks for replicas takes no write before it has counted their first reports.
        drill.awaitCaughtUp(catchUp(drill.setting()));
        drill.runFor(COUNTED);
        drill.load().preload(KEYS, VALUE_BYTES);
        drill.awaitCaughtUp(catchUp(drill.setting()));
        drill.load().start(new Inserts(setting.get(WRITES), VALUE_BYTES));
        // Clients of the other region take some round trips to connect.
        drill.runFor(CONNECTED.plus(setting.get(LATENCY).multipliedBy(3)));
        drill.steady(STEADY);
        List<NodeId> western = replicas(setting, 1);
        NodeId old = drill.master();
        NodeId promoted = western.getFirst();
        try (var _ = drill.begin(new IsolatedRegion(east(setting)))) {
            drill.runFor(FAILOVER);
            promoteInWest(drill, old, western);
            drill.runFor(setting.get(OUTAGE).minus(FAILOVER));
            // Before the regions meet again: acknowledgements that the partition held up would make
            // the old master take writes for another moment. The replicas in the east go on
            // following it.
            drill.operator().follow(old, promoted);
        }
        drill.load().direct(EAST, promoted);
        drill.awaitCaughtUp(catchUp(drill.setting()));
        drill.runFor(AFTER);
        failBack(drill, old, western);
        drill.runFor(AFTER);
    }

    private static void promoteInWest(Drill drill, NodeId old, List<NodeId> western) {
        NodeId promoted = western.getFirst();
        if (drill.variant().equals(FENCED)) fence(drill, old);
        // Its own region alone has to do for the new master, whatever the configuration asks for.
        drill.operator().tune(promoted, MINIMUM, "0");
        drill.operator().promote(promoted);
        for (NodeId other : western.subList(1, western.size())) {
            drill.operator().follow(other, promoted);
        }
        drill.load().direct(WEST, promoted);
    }

    /// No node has as many replicas as there are nodes, so that it refuses every write. The
    /// operator reaches it over a network of its own, which the partition does not cut.
    private static void fence(Drill drill, NodeId master) {
        drill.operator()
                .configSet(master, MINIMUM, Integer.toString(drill.cluster().nodes().size()));
    }

    /// The master moves back to where it was. Writes are refused until it has all of them.
    private static void failBack(Drill drill, NodeId old, List<NodeId> western) {
        fence(drill, western.getFirst());
        drill.awaitCaughtUp(catchUp(drill.setting()));
        String minimum = Integer.toString(minimum(drill.variant(), drill.setting()));
        drill.operator().configSet(old, MINIMUM, minimum);
        drill.operator().promote(old);
        western.forEach(replica -> drill.operator().follow(replica, old));
        drill.load().direct(EAST, old);
        drill.load().direct(WEST, old);
        drill.operator().configSet(western.getFirst(), MINIMUM, minimum);
    }

    /// None of the variants keeps every write: that is what asynchronous replication means. The
    /// guards bound what is lost by the time until the old master refused its first write.
    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new DataLossWindowAtMost(windowMax(setting)), new Converged());
    }
}
