package org.example.tickets;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// The rack loses power for a moment: every process is killed.
public record KillEveryNode() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return cluster.all().stream().<Injection>map(ProcessInjection.KillNode::new).toList();
    }

    @Override
    public String describe() {
        return "every node is killed";
    }
}
