package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// Processes stand still, as under SIGSTOP or a long stall of their machine: nobody sees a
/// connection end.
public record PausedNodes(Role role) implements Fault {
    public PausedNodes() {
        this(Role.REPLICAS);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ProcessInjection.PauseNode(node));
    }

    @Override
    public String describe() {
        return role.words() + " stands still while its connections stay up";
    }
}
