package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;

/// The last replica falls behind the others: it gets part of a processor, and its line from the
/// master is thin, so that what it has not taken waits at the master.
public record SlowReplica(double cores, long bytesPerSecond) implements Fault {
    public SlowReplica {
        check(cores > 0, "a processor of nothing");
        check(bytesPerSecond > 0, "a line without bandwidth");
    }

    public SlowReplica() {
        this(0.2, 500_000);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        if (cluster.replicas().isEmpty()) return List.of();
        NodeId slow = cluster.replicas().getLast();
        return List.of(
                new ResourceInjection.LimitCpu(slow, cores),
                new LinkInjection.LimitLink(new LinkId(cluster.master(), slow), bytesPerSecond));
    }

    @Override
    public String describe() {
        return "the last replica gets "
                + cores
                + " cores and "
                + bytesPerSecond
                + " B/s from the master";
    }
}
