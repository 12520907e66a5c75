package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Begins faults and heals them, and takes down what was planned and what was measured. A fault is
/// resolved to concrete nodes when it begins.
final class Faults {
    private final Cluster cluster;
    private final Roles roles;
    private final List<NodeId> clientSites;
    private final List<NodeId> guardSites;
    private final Prng prng;
    private final Consumer<Event> journal;
    private final List<ActiveFault> open = new ArrayList<>();
    private int faults;
    private int injected;

    Faults(
            Cluster cluster,
            Roles roles,
            List<NodeId> clientSites,
            List<NodeId> guardSites,
            Prng prng,
            Consumer<Event> journal) {
        this.cluster = cluster;
        this.roles = roles;
        this.clientSites = clientSites;
        this.guardSites = guardSites;
        this.prng = prng;
        this.journal = journal;
    }

    /// @param intendedNanos how long it should last; empty until something else heals it
    ActiveFault begin(Fault fault, OptionalLong intendedNanos) {
        NodeId master = roles.master();
        var view = new ClusterView(master, roles.replicas(master), clientSites, guardSites);
        List<Injection> injections = fault.injections(view, prng.fork(fault.name()));
        int number = ++faults;
        int first = injected + 1;
        var planned = new ArrayList<Event.PlannedInjection>();
        for (Injection injection : injections) {
            planned.add(InjectionFacts.planned(++injected, injection));
        }
        journal.accept(
                new Event.FaultPlanned(
                        cluster.nowNanos(),
                        number,
                        fault.name(),
                        fault.describe(),
                        intendedNanos,
                        planned));
        var active =
                new ActiveFault(
                        fault.name(),
                        cluster.injectAll(injections),
                        ended -> heal(ended, number, first));
        open.add(active);
        applied(active, number, first);
        return active;
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
        List.copyOf(open).forEach(ActiveFault::close);
    }
}
