package dev.firedrill.scenarios.run;

import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Carries faults out and heals them, and takes down what was planned and what was measured.
final class FaultRecord {
    private record Numbers(int fault, int injection) {}

    private final Cluster cluster;
    private final Consumer<Event> journal;
    private final Map<Handle, Numbers> numbers = new IdentityHashMap<>();
    private int faults;
    private int injected;

    FaultRecord(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    List<Handle> begin(
            String name, String description, OptionalLong intendedNanos, List<Injection> injections) {
        int fault = ++faults;
        var planned = new ArrayList<Event.PlannedInjection>();
        for (Injection injection : injections) {
            planned.add(InjectionFacts.planned(++injected, injection));
        }
        journal.accept(
                new Event.FaultPlanned(
                        cluster.nowNanos(), fault, name, description, intendedNanos, planned));
        List<Handle> handles = cluster.injectAll(injections);
        for (int i = 0; i < handles.size(); i++) {
            Handle handle = handles.get(i);
            var number = new Numbers(fault, planned.get(i).injection());
            numbers.put(handle, number);
            Proof proof = handle.begun();
            journal.accept(
                    new Event.FaultApplied(
                            cluster.nowNanos(),
                            number.fault(),
                            number.injection(),
                            proof.wanted(),
                            proof.measured(),
                            proof.bit()));
        }
        return handles;
    }

    void heal(List<Handle> handles) {
        List<Proof> proofs = cluster.healAll(handles);
        for (int i = 0; i < handles.size(); i++) {
            Numbers number = numbers.get(handles.get(i));
            Proof proof = proofs.get(i);
            if (number == null) throw new IllegalArgumentException("a fault of another drill");
            journal.accept(
                    new Event.FaultHealed(
                            cluster.nowNanos(),
                            number.fault(),
                            number.injection(),
                            proof.wanted(),
                            proof.measured(),
                            proof.bit()));
        }
    }
}
