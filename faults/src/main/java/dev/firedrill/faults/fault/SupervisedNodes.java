package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.time.Duration;
import java.util.List;

/// A supervisor starts a process again soon after its death, perhaps before anybody has noticed: a
/// master without persistence then comes back empty, and its replicas follow it.
public record SupervisedNodes(Role role, Duration delay) implements Fault {
    public SupervisedNodes {
        check(!delay.isNegative(), "a negative delay");
    }

    public SupervisedNodes() {
        this(Role.MASTER, Duration.ofSeconds(1));
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ProcessInjection.SuperviseNode(node, delay));
    }

    @Override
    public String describe() {
        return "a supervisor starts "
                + role.words()
                + " again "
                + delay.toMillis()
                + " ms after its death";
    }
}
