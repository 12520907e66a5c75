package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;

/// Every connection between the master and a replica is reset once, as by a firewall that forgot
/// it.
public record ResetReplicaLinks() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var broken = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            broken.add(new LinkInjection.ResetLink(outward));
            broken.add(new LinkInjection.ResetLink(outward.opposite()));
        }
        return broken;
    }

    @Override
    public String describe() {
        return "every connection between the master and a replica is reset";
    }
}
