package dev.firedrill.scenarios.run;

import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Carries faults out and heals them, and takes down what was planned and what was measured.
final class FaultRecord {
    private final Cluster cluster;
    private final Consumer<Event> journal;
    private final List<ActiveFault> open = new ArrayList<>();
    private int faults;
    private int injected;

    FaultRecord(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    ActiveFault begin(
            String name,
            String description,
            OptionalLong intendedNanos,
            List<Injection> injections) {
        int fault = ++faults;
        int first = injected + 1;
        var planned = new ArrayList<Event.PlannedInjection>();
        for (Injection injection : injections) {
            planned.add(InjectionFacts.planned(++injected, injection));
        }
        journal.accept(
                new Event.FaultPlanned(
                        cluster.nowNanos(), fault, name, description, intendedNanos, planned));
        var active =
                new ActiveFault(
                        name, cluster.injectAll(injections), ended -> heal(ended, fault, first));
        open.add(active);
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
        return active;
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
