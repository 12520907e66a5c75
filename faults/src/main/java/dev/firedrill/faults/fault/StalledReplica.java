package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.List;

/// The first replica receives nothing from its master any more, while its connection stays up and
/// it answers PING: until `repl-timeout` nobody calls it unhealthy.
///
/// @param acknowledges whether it goes on telling the master once a second how far it is: the
///   master then counts it as a good replica, however far that is behind
public record StalledReplica(boolean acknowledges) implements Fault {
    public StalledReplica() {
        this(true);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        if (cluster.replicas().isEmpty()) return List.of();
        var stalled = cluster.replicas().getFirst();
        return acknowledges
                ? List.of(new LinkInjection.CutLink(new LinkId(cluster.master(), stalled)))
                : Cuts.pair(cluster.master(), stalled);
    }

    @Override
    public String describe() {
        return acknowledges
                ? "the first replica receives nothing, and goes on acknowledging what it had"
                : "nothing passes between the master and its first replica";
    }
}
