package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.PauseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.WriteOutageAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A failover tells every node to follow the new master, the new master too, and writes that into
/// redis.conf. A replica of itself refuses writes and waits for its own dataset; nobody can follow
/// it; and a restart brings it back as it was. The safe variants look whose address it is before it
/// is written, or have a server that refuses it.
///
/// Sources: redis issues 1888 and 6743.
public final class ReplicaOfItself implements Scenario {
    private static final Variant UNCHECKED =
            Variant.breaks(
                    "address-unchecked",
                    "the failover points every node at the new master, and rewrites every file",
                    violates(WriteOutageAtMost.class, Converged.class));
    private static final Variant CHECKED =
            Variant.holds(
                    "address-checked",
                    "the failover leaves out the node whose run_id the server at that address has");
    private static final Variant REFUSED =
            Variant.holds("self-refused", "a server that refuses to follow itself");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Span FAILOVER =
            new Parameter.Span(
                    "failover-after",
                    "how long the master must be silent before the failover",
                    PerLab.same(Duration.ofSeconds(5)),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(2));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 200, 10, 5_000);

    private static final int KEYS = 2_000;
    private static final int VALUE_BYTES = 100;
    private static final Duration STEADY = Duration.ofSeconds(4);

    /// Until the operator looks at a master that takes no writes, and restarts it.
    private static final Duration NOTICED = Duration.ofSeconds(5);

    /// For the commands of the failover.
    private static final Duration OUTAGE_SLACK = Duration.ofSeconds(10);

    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "replica-of-itself";
    }

    @Override
    public String title() {
        return "A failover makes the new master a replica of itself, and writes it down";
    }

    @Override
    public String story() {
        return "The master stands still, and a failover promotes a replica. Then it tells every"
                + " node to follow the new master, which is one of them, and has each write its"
                + " redis.conf. The new master is a replica of itself from then on: it refuses"
                + " writes, its link to itself never comes up, the others cannot follow it, and a"
                + " restart does not help, because redis.conf says the same. Sources: redis issues"
                + " 1888 and 6743, where Sentinel did that.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, FAILOVER, WRITES);
    }

    private static Duration outageMax(Setting setting) {
        return setting.get(FAILOVER).plus(OUTAGE_SLACK);
    }

    /// Long enough for a failover that has failed to exceed the bound.
    private static Duration after(Setting setting) {
        return outageMax(setting).plus(NOTICED);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return Loads.tooManyWrites(
                setting.get(WRITES),
                STEADY.plus(setting.get(FAILOVER)).plus(NOTICED).plus(after(setting)));
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<Variant> variants() {
        return List.of(UNCHECKED, CHECKED, REFUSED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                """
                save 3600 1
                appendonly no
                repl-timeout 10
                repl-ping-replica-period 2
                repl-diskless-sync-delay 0
                repl-backlog-size 16mb
                min-replicas-to-write 0
                """;
        if (variant.equals(REFUSED)) conf += "replicaof-refuse-self yes\n";
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return variant.equals(REFUSED)
                ? List.of(Capability.PROCESS_FAULTS, Capability.START_GUARDS)
                : List.of(Capability.PROCESS_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(KEYS, VALUE_BYTES);
        drill.awaitCaughtUp(SLACK);
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        NodeId old = drill.master();
        // Not asked for later: a paused server keeps everybody waiting who asks it who it is.
        List<NodeId> members = drill.replicas();
        NodeId promoted = members.getFirst();
        try (var _ = drill.begin(new PauseMaster())) {
            drill.runFor(setting.get(FAILOVER));
            failOver(drill, promoted, members);
        }
        repoint(drill, old, promoted);
        drill.runFor(NOTICED);
        restartIfItTakesNoWrites(drill, promoted);
        drill.runFor(after(setting));
    }

    private static void failOver(Drill drill, NodeId promoted, List<NodeId> members) {
        drill.operator().promote(promoted);
        rewrite(drill, promoted);
        drill.load().direct(NodeId.CLIENTS, promoted);
        boolean checked = drill.variant().equals(CHECKED);
        for (NodeId member : members) {
            if (!checked || !isSameServer(drill, member, promoted)) {
                repoint(drill, member, promoted);
            }
        }
    }

    /// Asks the server at an address and the one that is about to be given it.
    private static boolean isSameServer(Drill drill, NodeId one, NodeId other) {
        String runId = drill.readings().info(one).getOrDefault("run_id", "");
        return runId.equals(drill.readings().info(other).getOrDefault("run_id", "none"));
    }

    /// Has a node follow the new master, whichever node that is, and write it down.
    private static void repoint(Drill drill, NodeId member, NodeId promoted) {
        String[] address = drill.cluster().address(member, promoted).split(" ", 2);
        if (drill.operator().attempt(member, "REPLICAOF", address[0], address[1])) {
            rewrite(drill, member);
        }
    }

    /// Where the configuration under test disables CONFIG, nobody writes anything down.
    private static void rewrite(Drill drill, NodeId node) {
        boolean disabled =
                drill.variant().expectation() == Event.Expectation.HOLDS
                        && drill.setting()
                                .ownConfiguration()
                                .filter(OwnConfiguration::disablesConfig)
                                .isPresent();
        if (!disabled) drill.operator().configRewrite(node);
    }

    private static void restartIfItTakesNoWrites(Drill drill, NodeId promoted) {
        String role = drill.readings().info(promoted).getOrDefault("role", "");
        if (!role.equals("master")) drill.operator().restart(promoted);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new WriteOutageAtMost(outageMax(setting)), new Converged());
    }
}
