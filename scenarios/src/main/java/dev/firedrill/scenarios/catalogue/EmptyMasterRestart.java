package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.KillMaster;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SupervisedNodes;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.RestartKeptDataset;
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

/// A master without persistence dies and is started again by its supervisor before anybody has
/// noticed. It comes up empty, its replicas resync with it, and no copy of the data is left.
///
/// Sources: Redis documentation, "Safety of replication when master has persistence turned off";
/// redis issue 6434.
public final class EmptyMasterRestart implements Scenario {
    private static final Variant NO_PERSISTENCE =
            Variant.breaks(
                    "no-persistence",
                    "nothing on disk, and a supervisor that starts the master again at once",
                    violates(
                            NoAcknowledgedWriteLost.class,
                            RestartKeptDataset.class,
                            DataLossWindowAtMost.class));
    private static final Variant APPEND_ONLY_FILE =
            Variant.holds(
                    "append-only-file",
                    "appendfsync always: the master comes up with every write that it acknowledged");
    private static final Variant SHRUNK_DATASET_REFUSED =
            Variant.holds(
                    "shrunk-dataset-refused",
                    "nothing on disk, but replicas keep their data, the empty master takes no"
                            + " writes without them, and one of them is promoted");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Span DELAY =
            new Parameter.Span(
                    "restart-delay",
                    "how long after its death the supervisor starts the master again",
                    PerLab.same(Duration.ofMillis(500)),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 200, 10, 5_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 5_000, 100, 500_000);

    private static final int VALUE_BYTES = 100;

    /// One key in memory.
    private static final int KEY_BYTES = VALUE_BYTES + 100;

    /// What asynchronous replication may lose of a master that dies: what was on its way.
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);

    /// For the replicas to follow the new process, or to refuse to.
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private static final Duration AFTER = Duration.ofSeconds(4);
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "empty-master-restart";
    }

    @Override
    public String title() {
        return "A master without persistence is restarted at once, and wipes its replicas";
    }

    @Override
    public String story() {
        return "Persistence is turned off on the master, and a supervisor starts its process again"
                + " within a second of its death. Nobody fails over, because the master answers"
                + " again. It is empty, and the replicas make themselves exact copies of it."
                + " Sources: Redis documentation, safety of replication when master has persistence"
                + " turned off (redis.io/docs/management/replication); redis issue 6434.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, DELAY, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration load =
                STEADY.plus(setting.get(DELAY)).plus(STARTED_WITHIN).plus(NOTICED).plus(AFTER);
        return Loads.tooMuchData(setting.get(REPLICAS), (long) setting.get(KEYS) * KEY_BYTES)
                .or(() -> Loads.tooManyWrites(setting.get(WRITES), load));
    }

    @Override
    public List<Variant> variants() {
        return List.of(NO_PERSISTENCE, APPEND_ONLY_FILE, SHRUNK_DATASET_REFUSED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        boolean file = variant.equals(APPEND_ONLY_FILE);
        boolean guarded = variant.equals(SHRUNK_DATASET_REFUSED);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        appendonly %s
                        appendfsync always
                        repl-timeout 10
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        min-replicas-to-write %d
                        """,
                        file ? "yes" : "no",
                        guarded ? 1 : 0);
        if (guarded) conf += "replica-refuse-shrunk-dataset 50\n";
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return variant.equals(SHRUNK_DATASET_REFUSED)
                ? List.of(Capability.PROCESS_FAULTS, Capability.DATASET_GUARD)
                : List.of(Capability.PROCESS_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        // A master that wants replicas takes no data before it has them.
        drill.awaitCaughtUp(SLACK);
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(SLACK);
        drill.load().start(new Inserts(setting.get(WRITES), VALUE_BYTES));
        drill.steady(STEADY);
        NodeId master = drill.master();
        try (var _ = drill.begin(new SupervisedNodes(Role.MASTER, setting.get(DELAY)))) {
            drill.untilRestarted(new KillMaster(), master, STARTED_WITHIN.plus(setting.get(DELAY)));
            drill.runFor(NOTICED);
            replaceIfEmptied(drill, master);
            drill.runFor(AFTER);
        }
    }

    /// The operator finds out what is left: a master that has lost its data is replaced by a
    /// replica that has not.
    private static void replaceIfEmptied(Drill drill, NodeId master) {
        int keys = drill.setting().get(KEYS);
        if (drill.readings().keys(master) >= keys) return;
        Optional<NodeId> kept =
                drill.replicas().stream()
                        .filter(replica -> drill.readings().keys(replica) >= keys)
                        .findFirst();
        if (kept.isEmpty()) return;
        drill.operator().promote(kept.get());
        for (NodeId node : drill.replicas()) {
            drill.operator().follow(node, kept.get());
        }
        drill.load().direct(NodeId.CLIENTS, kept.get());
    }

    /// With a replica in the master's place what was on its way is lost; with the file nothing is.
    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        var judges = new ArrayList<Checker>();
        if (!variant.equals(SHRUNK_DATASET_REFUSED)) {
            judges.add(new NoAcknowledgedWriteLost());
            judges.add(new RestartKeptDataset());
        }
        judges.add(new DataLossWindowAtMost(WINDOW));
        judges.add(new Converged());
        return judges;
    }
}
