package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// Machines lose power: what was not fsynced is gone.
public record PowerOutage(Role role) implements Fault {
    public PowerOutage() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ProcessInjection.PowerLoss(node));
    }

    @Override
    public String describe() {
        return "the machine of " + role.words() + " loses power";
    }
}
