package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// The master stands still, as under SIGSTOP or a long stall of its machine: nobody sees a
/// connection end.
public record PauseMaster() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return List.of(new ProcessInjection.PauseNode(cluster.master()));
    }

    @Override
    public String describe() {
        return "the master stands still while its connections stay up";
    }
}
