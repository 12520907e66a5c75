package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import java.util.List;

/// The master's memory is capped, as a container's limit does: what it holds for slow replicas
/// beyond the cap gets it killed by the kernel.
public record CappedMaster(long bytes) implements Fault {
    public CappedMaster {
        check(bytes > 0, "a memory cap of nothing");
    }

    public CappedMaster() {
        this(512L << 20);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return List.of(new ResourceInjection.CapMemory(cluster.master(), bytes));
    }

    @Override
    public String describe() {
        return "the kernel kills the master above " + bytes + " B of memory";
    }
}
