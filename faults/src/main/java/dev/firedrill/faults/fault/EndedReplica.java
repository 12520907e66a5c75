package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import java.util.List;

/// The process of one replica ends, as when an orchestrator replaces one process after the other.
///
/// @param number which replica, counted from 1 in the order of the topology
/// @param how whether it shuts down in its own way
public record EndedReplica(int number, How how) implements Fault {
    /// What the process is sent.
    public enum How {
        /// SIGTERM.
        TERMINATED,
        /// SIGKILL.
        KILLED
    }

    public EndedReplica {
        check(number > 0, "replicas are counted from 1");
    }

    public EndedReplica() {
        this(1, How.TERMINATED);
    }

    /// Nothing where there are fewer replicas.
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        if (number > cluster.replicas().size()) return List.of();
        var node = cluster.replicas().get(number - 1);
        return List.of(
                switch (how) {
                    case TERMINATED -> new ProcessInjection.TerminateNode(node);
                    case KILLED -> new ProcessInjection.KillNode(node);
                });
    }

    @Override
    public String describe() {
        return "replica number "
                + number
                + switch (how) {
                    case TERMINATED -> " is terminated";
                    case KILLED -> " is killed";
                };
    }
}
