package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// A partition with the master and the first half of the client sites on one side, the replicas and
/// the other clients on the other: the minority's master goes on acknowledging writes while the
/// majority promotes a replica (https://aphyr.com/posts/283-jepsen-redis). With one site all
/// clients stay with the master. Of the processes of a guard, fewer than half stay with the master,
/// so that the others can fail over.
public record MasterInMinority() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        List<NodeId> sites = cluster.clientSites();
        int half = (sites.size() + 1) / 2;
        List<NodeId> far = sites.subList(half, sites.size());
        List<NodeId> guards = cluster.guardSites();
        List<NodeId> nearGuards = guards.subList(0, Math.max(0, guards.size() - 1) / 2);
        List<NodeId> farGuards = guards.subList(nearGuards.size(), guards.size());
        var minority = new ArrayList<>(sites.subList(0, half));
        minority.addFirst(cluster.master());
        minority.addAll(nearGuards);
        var cuts = new ArrayList<Injection>();
        for (NodeId inside : minority) {
            cluster.replicas().forEach(replica -> cut(cuts, inside, replica));
        }
        far.forEach(site -> cut(cuts, site, cluster.master()));
        for (NodeId guard : farGuards) {
            cut(cuts, guard, cluster.master());
            nearGuards.forEach(near -> cut(cuts, near, guard));
        }
        return cuts;
    }

    private static void cut(List<Injection> cuts, NodeId one, NodeId other) {
        var link = new LinkId(one, other);
        cuts.add(new LinkInjection.CutLink(link));
        cuts.add(new LinkInjection.CutLink(link.opposite()));
    }

    @Override
    public String describe() {
        return "the master is cut off from its replicas together with half of the clients";
    }
}
