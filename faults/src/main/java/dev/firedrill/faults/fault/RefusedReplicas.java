package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;

/// The master's machine refuses connections from its replicas, as a firewall or a full backlog
/// does: they are closed at once and may not come back.
public record RefusedReplicas() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var broken = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var link = new LinkId(replica, cluster.master());
            broken.add(new LinkInjection.RefuseLink(link));
        }
        return broken;
    }

    @Override
    public String describe() {
        return "the master refuses connections of its replicas";
    }
}
