package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// The wall clock runs too fast, or too slowly when the figure is negative.
public record ClockDrift(Role role, double partsPerMillion) implements Fault {
    public ClockDrift() {
        this(Role.MASTER, 500);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(
                cluster, node -> new ClockInjection.DriftClock(node, partsPerMillion));
    }

    @Override
    public String describe() {
        return "the clock of " + role.words() + " drifts by " + partsPerMillion + " ppm";
    }
}
