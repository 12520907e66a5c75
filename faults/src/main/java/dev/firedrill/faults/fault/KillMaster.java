package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// The master dies at once, as by kill -9; its files keep what the kernel has.
public record KillMaster() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return List.of(new ProcessInjection.KillNode(cluster.master()));
    }

    @Override
    public String describe() {
        return "the master is killed";
    }
}
