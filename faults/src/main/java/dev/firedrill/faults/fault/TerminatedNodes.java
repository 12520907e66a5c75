package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// Processes are asked to end by SIGTERM and shut down in their own way.
public record TerminatedNodes(Role role) implements Fault {
    public TerminatedNodes() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ProcessInjection.TerminateNode(node));
    }

    @Override
    public String describe() {
        return role.words() + " is terminated";
    }
}
