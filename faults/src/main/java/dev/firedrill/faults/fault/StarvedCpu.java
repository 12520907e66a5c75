package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import java.util.List;

/// A process gets only part of a processor, as on a crowded host.
public record StarvedCpu(Role role, double cores) implements Fault {
    public StarvedCpu {
        check(cores > 0, "a processor of nothing");
    }

    public StarvedCpu() {
        this(Role.MASTER, 0.1);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ResourceInjection.LimitCpu(node, cores));
    }

    @Override
    public String describe() {
        return role.words() + " gets " + cores + " cores";
    }
}
