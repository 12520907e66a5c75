package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.Step;
import dev.firedrill.faults.fault.Timetable;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Begins faults and courses and heals them, and takes down what was planned and what was measured.
/// A fault is resolved to concrete nodes when it begins, a course when its first step begins.
final class Faults {
    /// Of a fault that a scenario begins without a time limit of its own.
    private static final Duration TIME_LIMIT = Duration.ofHours(1);

    private final RecordedCluster cluster;
    private final Roles roles;
    private final List<NodeId> clientSites;
    private final List<NodeId> guardSites;
    private final Prng prng;
    private final Consumer<Event> journal;
    private final Premises premises;
    private final List<ActiveFault> open = new ArrayList<>();
    private final List<ActiveCourse> courses = new ArrayList<>();
    private int faults;
    private int injected;

    Faults(
            RecordedCluster cluster,
            Roles roles,
            List<NodeId> clientSites,
            List<NodeId> guardSites,
            Prng prng,
            Consumer<Event> journal,
            Premises premises) {
        this.cluster = cluster;
        this.roles = roles;
        this.clientSites = clientSites;
        this.guardSites = guardSites;
        this.prng = prng;
        this.journal = journal;
        this.premises = premises;
    }

    private ClusterView view() {
        NodeId master = roles.master();
        return new ClusterView(master, roles.replicas(master), clientSites, guardSites);
    }

    /// Until it is closed, for an hour at most.
    ActiveFault begin(Fault fault) {
        return begin(fault, TIME_LIMIT, false);
    }

    /// Until it is closed or its time is over.
    ///
    /// @throws IllegalArgumentException when that time is too short to see it bite
    ActiveFault begin(Fault fault, Duration atMost) {
        return begin(fault, atMost, true);
    }

    /// @param intended whether the time is the one that the fault should last
    private ActiveFault begin(Fault fault, Duration atMost, boolean intended) {
        Step step = Step.of(fault, view(), prng, Duration.ZERO, atMost);
        Optional<String> why =
                step.injections().isEmpty() ? Optional.empty() : Timetable.refusal(List.of(step));
        if (why.isPresent()) {
            throw new IllegalArgumentException(
                    "the fault " + fault.name() + " cannot be carried out: " + why.get() + ".");
        }
        OptionalLong lasts = intended ? OptionalLong.of(atMost.toNanos()) : OptionalLong.empty();
        ActiveFault active = begin(List.of(step), List.of(lasts)).getFirst();
        cluster.agenda().at(cluster.nowNanos() + atMost.toNanos(), active::close);
        return active;
    }

    /// @throws IllegalArgumentException when its steps contradict each other in this cluster
    ActiveCourse begin(Course course) {
        Prng own = prng.fork("course " + course.name() + " " + courses.size());
        List<Step> steps = course.steps(view(), own);
        Optional<String> why = Timetable.refusal(course, steps);
        if (why.isPresent()) throw new IllegalArgumentException(why.get());
        var active =
                new ActiveCourse(
                        course.name(), Timetable.of(steps), cluster, premises, this::beginTogether);
        courses.add(active);
        active.start(cluster.agenda());
        return active;
    }

    private List<ActiveFault> beginTogether(List<Step> steps) {
        return begin(
                steps,
                steps.stream().map(step -> OptionalLong.of(step.lasts().toNanos())).toList());
    }

    /// @param lasts how long each should last; empty until something else heals it
    private List<ActiveFault> begin(List<Step> steps, List<OptionalLong> lasts) {
        var firsts = new ArrayList<Integer>();
        var all = new ArrayList<Injection>();
        int fault = faults + 1;
        for (int i = 0; i < steps.size(); i++) {
            firsts.add(injected + 1);
            all.addAll(steps.get(i).injections());
            planned(steps.get(i), lasts.get(i));
        }
        List<Handle> handles = cluster.injectAll(all);
        var begun = new ArrayList<ActiveFault>();
        int from = 0;
        for (int i = 0; i < steps.size(); i++) {
            int number = fault + i;
            int first = firsts.get(i);
            int to = from + steps.get(i).injections().size();
            var active =
                    new ActiveFault(
                            steps.get(i).name(),
                            handles.subList(from, to),
                            ended -> heal(ended, number, first));
            from = to;
            open.add(active);
            applied(active, number, first);
            begun.add(active);
        }
        return begun;
    }

    private void planned(Step step, OptionalLong lasts) {
        var planned = new ArrayList<Event.PlannedInjection>();
        for (Injection injection : step.injections()) {
            planned.add(InjectionFacts.planned(++injected, injection));
        }
        journal.accept(
                new Event.FaultPlanned(
                        cluster.nowNanos(), ++faults, step.name(), step.words(), lasts, planned));
    }

    private void applied(ActiveFault active, int fault, int first) {
        int number = first;
        for (Handle handle : active.handles()) {
            Proof proof = handle.begun();
            journal.accept(
                    new Event.FaultApplied(
                            cluster.nowNanos(),
                            fault,
                            number++,
                            proof.wanted(),
                            proof.measured(),
                            proof.bit()));
        }
    }

    private void heal(ActiveFault active, int fault, int first) {
        open.remove(active);
        int number = first;
        for (Proof proof : cluster.healAll(active.handles())) {
            journal.accept(
                    new Event.FaultHealed(
                            cluster.nowNanos(),
                            fault,
                            number++,
                            proof.wanted(),
                            proof.measured(),
                            proof.bit()));
        }
    }

    /// Heals what is still in force.
    void healAll() {
        courses.forEach(ActiveCourse::close);
        List.copyOf(open).forEach(ActiveFault::close);
    }
}
