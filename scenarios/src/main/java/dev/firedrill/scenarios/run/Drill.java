package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.option.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A run under way, as a scenario drives it: [#load], faults ([#begin], [#during]), [#operator],
/// waiting ([#runFor], [#steady], [#awaitCaughtUp]) and [#readings]. Everything that is broken is
/// healed, also when a scenario fails in the middle.
public final class Drill {
    private final RecordedCluster cluster;
    private final Variant variant;
    private final Setting setting;
    private final Prng prng;
    private final Consumer<Event> journal;
    private final Roles roles;
    private final Load load;
    private final Readings readings;
    private final Operator operator;
    private final Faults faults;
    private final Waiting waiting;
    private final Optional<Guarded> guard;
    private Phase phase = Phase.START;

    Drill(
            RecordedCluster cluster,
            ClusterSpec spec,
            Variant variant,
            Setting setting,
            Prng prng,
            Consumer<Event> journal,
            Observer observer) {
        this.cluster = cluster;
        this.variant = variant;
        this.setting = setting;
        this.prng = prng;
        this.journal = journal;
        var premises = new Premises(cluster, journal);
        roles = new Roles(cluster, observer);
        List<NodeId> clientSites = spec.clientSites();
        load = new Load(cluster, roles, clientSites, prng.fork("load"), journal, premises);
        readings = new Readings(cluster, observer, load, journal, premises);
        operator =
                new Operator(
                        cluster,
                        roles,
                        readings,
                        journal,
                        premises,
                        NodesUnderTest.alone(variant, setting));
        faults =
                new Faults(
                        cluster, roles, clientSites, spec.guard().sites(), prng, journal, premises);
        waiting = new Waiting(cluster, observer, roles, journal, premises);
        guard =
                spec.guard().equals(Guard.NONE)
                        ? Optional.empty()
                        : Optional.of(new Guarded(cluster, roles, observer, premises));
    }

    public Variant variant() {
        return variant;
    }

    public Setting setting() {
        return setting;
    }

    /// The lab's cluster, for what no other method here does.
    public Cluster cluster() {
        return cluster;
    }

    /// Randomness of its own for each purpose, derived from the run's seed.
    public Prng prng(String purpose) {
        return prng.fork("scenario-" + purpose);
    }

    /// Puts an event of the scenario's own into the journal.
    public void record(Event event) {
        journal.accept(event);
    }

    /// The current master, as the nodes themselves say; the first node of the topology until
    /// another one is promoted.
    public NodeId master() {
        return roles.master();
    }

    /// Every node but the current master.
    public List<NodeId> replicas() {
        return roles.replicas(roles.master());
    }

    /// Data that is stored beforehand, and clients at work.
    public Load load() {
        return load;
    }

    /// What people do to the servers.
    public Operator operator() {
        return operator;
    }

    /// The guard that fails over in this run; empty when that is the operator's business.
    public Optional<Guarded> guard() {
        return guard;
    }

    /// What can be read from the nodes, past all faults of links.
    public Readings readings() {
        return readings;
    }

    // Waiting.

    public void runFor(Duration duration) {
        cluster.runFor(duration);
    }

    /// Lets the load run undisturbed, measured: without a steady state there is no verdict.
    public void steady(Duration duration) {
        enter(Phase.STEADY);
        cluster.runFor(duration);
    }

    /// Waits until every replica streams and holds what the master holds now; that they did within
    /// `atMost` is a premise of what follows.
    public void awaitCaughtUp(Duration atMost) {
        waiting.caughtUp(atMost);
    }

    /// Waits until a node's append-only file, just turned on, holds what the node held before:
    /// until then a start would not load it. A premise of what follows.
    public void awaitAppendOnlyFile(NodeId node, Duration atMost) {
        waiting.appendOnlyFile(node, atMost);
    }

    /// Waits until every replica streams.
    ///
    /// @return those that do not, each as a clause
    List<String> awaitReplicas(Duration atMost) {
        return waiting.streaming(atMost);
    }

    private void enter(Phase next) {
        if (phase != next) {
            phase = next;
            journal.accept(new Event.PhaseBegan(cluster.nowNanos(), next));
        }
    }

    // Faults.

    /// Breaks, lets that much time pass, heals.
    public void during(Fault fault, Duration duration) {
        enter(Phase.DISTURB);
        try (ActiveFault _ = faults.begin(fault, duration)) {
            cluster.runFor(duration);
        }
    }

    /// Breaks until the fault is closed, for an hour at most: `try (var blink = drill.begin(...)) {
    /// ... }`. Its targets are resolved now.
    public ActiveFault begin(Fault fault) {
        enter(Phase.DISTURB);
        return faults.begin(fault);
    }

    /// The same with a time limit of its own, after which it is healed while the scenario waits.
    ///
    /// @throws IllegalArgumentException when that is too short to see it bite
    public ActiveFault begin(Fault fault, Duration atMost) {
        enter(Phase.DISTURB);
        return faults.begin(fault, atMost);
    }

    /// Begins what the whole drill takes place under, for example a small machine: it is verified
    /// as every fault is, but part of the steady state and nothing that the drill breaks.
    public ActiveFault beginBeforehand(Fault fault) {
        return faults.begin(fault);
    }

    /// Begins a course, whose steps come while the scenario waits. Its targets are resolved now.
    /// Name it in [Scenario#courses], so that one that contradicts itself is refused before
    /// anything starts.
    ///
    /// @throws IllegalArgumentException when its steps contradict each other
    public ActiveCourse begin(Course course) {
        enter(Phase.DISTURB);
        return faults.begin(course);
    }

    /// Carries out a course from its first step to its last.
    public void carryOut(Course course) {
        try (ActiveCourse active = begin(course)) {
            while (!active.over()) {
                cluster.runFor(active.left());
            }
        }
    }

    /// Breaks with a fault that ends a process, and heals it when the supervisor has started that
    /// process again, which is a premise. What the node holds and how it is configured is observed
    /// before and after, as with [Operator#restart].
    public void untilRestarted(Fault fault, NodeId node, Duration atMost) {
        enter(Phase.DISTURB);
        readings.observe(node, Moment.RUNNING);
        int starts = cluster.starts(node);
        try (ActiveFault _ = faults.begin(fault)) {
            waiting.restarted(node, starts, atMost);
        }
        readings.observe(node, Moment.AFTER_RESTART);
        readings.readBack(node, Moment.AFTER_RESTART);
    }

    /// Heals what a scenario left broken.
    void healAll() {
        faults.healAll();
    }

    /// Ends the load, waits until the nodes hold the same, reads everything back.
    void conclude(Duration convergeAtMost) {
        enter(Phase.HEAL);
        healAll();
        enter(Phase.CONVERGE);
        load.end();
        NodeId master = waiting.converged(convergeAtMost);
        enter(Phase.FINAL_READS);
        readings.conclude(master);
    }
}
