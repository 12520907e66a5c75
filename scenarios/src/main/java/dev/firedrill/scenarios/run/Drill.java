package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.workload.Filler;
import dev.firedrill.scenarios.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// A run under way, as a scenario drives it: load, faults, what the operator does, and waiting.
/// Everything that is broken is healed, also when a scenario fails in the middle.
public final class Drill {
    /// A supervisor would have started it again by then.
    private static final Duration GONE_FOR_GOOD = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final Variant variant;
    private final Setting setting;
    private final Prng prng;
    private final Recorder journal;
    private final Observer observer;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Dataset> datasets = new ArrayList<>();
    private final FaultRecord faults;
    private Phase phase = Phase.START;

    Drill(
            Cluster cluster,
            Variant variant,
            Setting setting,
            Prng prng,
            Recorder journal,
            Observer observer) {
        this.cluster = cluster;
        this.variant = variant;
        this.setting = setting;
        this.prng = prng;
        this.journal = journal;
        this.observer = observer;
        faults = new FaultRecord(cluster, journal);
    }

    public Cluster cluster() {
        return cluster;
    }

    public Variant variant() {
        return variant;
    }

    public Setting setting() {
        return setting;
    }

    /// A stream of chance of its own for each purpose.
    public Prng prng(String purpose) {
        return prng.fork(purpose);
    }

    public void record(Event event) {
        journal.accept(event);
    }

    /// The node that takes the writes: the first of the topology.
    public NodeId master() {
        return cluster.nodes().getFirst();
    }

    public List<NodeId> replicas() {
        return cluster.nodes().subList(1, cluster.nodes().size());
    }

    public void phase(Phase next) {
        if (phase != next) {
            phase = next;
            journal.accept(new Event.PhaseBegan(cluster.nowNanos(), next));
        }
    }

    public void runFor(Duration duration) {
        cluster.runFor(duration);
    }

    // Load.

    /// Fills the master with that many keys, none of which a client will write. They are read back
    /// after restarts and at the end.
    public void preload(int keys, int valueBytes) {
        if (keys == 0) return;
        var dataset = new Dataset("profile", keys, Filler.text(valueBytes));
        int stored = dataset.store(cluster, master());
        premise(
                String.format(Locale.ROOT, "%d keys are stored beforehand", keys),
                stored == keys,
                stored + " of them were");
        datasets.add(dataset);
        journal.accept(
                new Event.DatasetStored(
                        cluster.nowNanos(),
                        master().name(),
                        dataset.name(),
                        stored,
                        (long) stored * valueBytes));
    }

    private void premise(String premise, boolean met, String seen) {
        journal.accept(new Event.PremiseObserved(cluster.nowNanos(), premise, met, seen));
    }

    public void start(Workload workload) {
        workloads.add(workload);
        cluster.onLoop(workload::start);
    }

    /// Lets the load run undisturbed, measured: without a steady state there is no verdict.
    public void steady(Duration duration) {
        phase(Phase.STEADY);
        cluster.runFor(duration);
    }

    /// Waits until every replica streams and holds what the master holds now; a premise of what
    /// follows.
    public void awaitCaughtUp(Duration atMost) {
        long deadline = cluster.nowNanos() + atMost.toNanos();
        long wanted = Observer.offset(observer.info(master()));
        var behind = new ArrayList<String>();
        do {
            if (!behind.isEmpty()) {
                cluster.runFor(Duration.ofMillis(500));
                behind.clear();
            }
            for (NodeId replica : replicas()) {
                Map<String, String> info = observer.info(replica);
                String link = info.getOrDefault("master_link_status", "unknown");
                if (!link.equals("up")) {
                    behind.add(String.format(Locale.ROOT, "the link of %s is %s", replica, link));
                } else if (Observer.offset(info) < wanted) {
                    behind.add(
                            String.format(
                                    Locale.ROOT,
                                    "%s is at offset %d of %d",
                                    replica,
                                    Observer.offset(info),
                                    wanted));
                }
            }
        } while (!behind.isEmpty() && cluster.nowNanos() < deadline);
        premise(
                String.format(
                        Locale.ROOT,
                        "every replica streams and has caught up within %d s",
                        atMost.toSeconds()),
                behind.isEmpty(),
                behind.isEmpty() ? "each link is up" : String.join(", ", behind));
    }

    /// What the node's process holds in memory; that the lab can tell is a premise of what follows.
    public OptionalLong memoryBytes(NodeId node) {
        OptionalLong bytes = cluster.memoryBytes(node);
        premise(
                String.format(Locale.ROOT, "the memory of %s is measured", node),
                bytes.isPresent(),
                bytes.isPresent() ? bytes.getAsLong() + " B" : "the lab does not know it");
        return bytes;
    }

    // Faults.

    /// Breaks, lets that much time pass, heals.
    public void during(Fault fault, Duration duration) {
        try (ActiveFault _ = begin(fault, OptionalLong.of(duration.toNanos()))) {
            cluster.runFor(duration);
        }
    }

    /// Breaks until the fault is closed: `try (var blink = drill.begin(...)) { ... }`.
    public ActiveFault begin(Fault fault) {
        return begin(fault, OptionalLong.empty());
    }

    private ActiveFault begin(Fault fault, OptionalLong intendedNanos) {
        phase(Phase.DISTURB);
        var view = new ClusterView(master(), replicas());
        List<Injection> injections = fault.injections(view, prng.fork(fault.name()));
        return faults.begin(fault.name(), fault.describe(), intendedNanos, injections);
    }

    /// Heals what a scenario left broken.
    void healAll() {
        faults.healAll();
    }

    // The operator.

    /// CONFIG SET, as typed at the node.
    public void configSet(NodeId node, String directive, String value) {
        act(node, List.of("CONFIG", "SET", directive, value));
    }

    public void configRewrite(NodeId node) {
        act(node, List.of("CONFIG", "REWRITE"));
    }

    private void act(NodeId node, List<String> command) {
        String typed = String.join(" ", command);
        operate(new OperatorAction.OperatorCommand(node, command), typed, "takes " + typed);
    }

    /// @param words what the operator does, for people
    /// @param claim what the node does in turn: a premise of what follows
    private void operate(OperatorAction action, String words, String claim) {
        OperatorOutcome outcome = cluster.operate(action);
        String node = action.node().name();
        journal.accept(new Event.OperatorActed(cluster.nowNanos(), node, words, outcome.seen()));
        premise(node + " " + claim, outcome.succeeded(), outcome.seen());
    }

    /// Puts lines at the end of redis.conf, where they win; the node does not notice.
    public void appendToRedisConf(NodeId node, String... lines) {
        String text =
                cluster.redisConf(node).stripTrailing() + "\n" + String.join("\n", lines) + "\n";
        operate(
                new OperatorAction.EditConfig(node, text),
                "edits redis.conf: " + String.join(", ", lines),
                "has the edited redis.conf");
    }

    /// Restarts a node with its redis.conf as it stands, and compares what runs before and after.
    public void restart(NodeId node) {
        observer.observe(node, Moment.RUNNING);
        operate(new OperatorAction.RestartNode(node), "restarts the process", "starts again");
        cluster.await(Duration.ofSeconds(30), () -> cluster.running(node));
        awaitAnswer(node);
        observer.observe(node, Moment.AFTER_RESTART);
        readBack(node, Moment.AFTER_RESTART);
    }

    /// Everything that was stored beforehand or written by the load, as the node holds it.
    private void readBack(NodeId node, Moment moment) {
        datasets.forEach(dataset -> journal.accept(dataset.read(cluster, node, moment)));
        var keys = new ArrayList<String>();
        cluster.onLoop(() -> workloads.forEach(workload -> keys.addAll(workload.keys())));
        new KeyReader(cluster, node, moment).read(keys).forEach(journal);
    }

    private void awaitAnswer(NodeId node) {
        for (int i = 0; i < 60; i++) {
            if (observer.ask(node, "PING").equals("PONG")) {
                return;
            }
            cluster.runFor(Duration.ofMillis(500));
        }
    }

    // The end.

    /// Ends the load, waits until the nodes hold the same, reads everything back.
    public void conclude(Duration convergeAtMost) {
        phase(Phase.HEAL);
        healAll();
        phase(Phase.CONVERGE);
        workloads.forEach(workload -> cluster.onLoop(workload::finish));
        cluster.await(Duration.ofSeconds(20), () -> workloads.stream().allMatch(Workload::idle));
        workloads.forEach(workload -> cluster.onLoop(workload::stop));
        converge(convergeAtMost);
        phase(Phase.FINAL_READS);
        observer.datasets(Moment.FINAL);
        if (cluster.running(master())) {
            readBack(master(), Moment.FINAL);
        }
    }

    private void converge(Duration atMost) {
        long began = cluster.nowNanos();
        long masterSeen = began;
        String seen = "";
        boolean converged = false;
        while (!converged && cluster.nowNanos() - began < atMost.toNanos()) {
            Map<String, String> master = observer.info(master());
            String offset = master.getOrDefault("master_repl_offset", "none");
            String history = master.getOrDefault("master_replid", "none");
            converged = "master".equals(master.get("role"));
            var states = new ArrayList<String>();
            states.add(master() + " " + master.getOrDefault("role", "gone") + " at " + offset);
            for (NodeId replica : replicas()) {
                Map<String, String> info = observer.info(replica);
                String at = info.getOrDefault("master_repl_offset", "none");
                converged &=
                        "up".equals(info.get("master_link_status"))
                                && at.equals(offset)
                                && history.equals(info.get("master_replid"));
                states.add(
                        replica
                                + " "
                                + info.getOrDefault("master_link_status", "gone")
                                + " at "
                                + at);
            }
            seen = String.join(", ", states);
            if (cluster.running(master())) {
                masterSeen = cluster.nowNanos();
            } else if (cluster.nowNanos() - masterSeen > GONE_FOR_GOOD.toNanos()) {
                break;
            }
            if (!converged) {
                cluster.runFor(Duration.ofMillis(250));
            }
        }
        journal.accept(
                new Event.ConvergenceObserved(
                        cluster.nowNanos(), converged, cluster.nowNanos() - began, seen));
    }
}
