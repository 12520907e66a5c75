package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;

/// The network between the master and all its replicas blinks: every replica loses its link at
/// once, and all of them come back at once.
public record ReplicasLoseMaster() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var cuts = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            cuts.add(new LinkInjection.CutLink(new LinkId(cluster.master(), replica)));
            cuts.add(new LinkInjection.CutLink(new LinkId(replica, cluster.master())));
        }
        return cuts;
    }

    @Override
    public String describe() {
        return "every replica loses its link to the master at once";
    }
}
