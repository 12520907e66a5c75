package dev.firedrill.faults.fault;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Cut links between places: the arithmetic of partitions.
final class Cuts {
    private Cuts() {}

    /// Nothing passes between two places.
    static List<Injection> pair(NodeId one, NodeId other) {
        var link = new LinkId(one, other);
        return List.of(new LinkInjection.CutLink(link), new LinkInjection.CutLink(link.opposite()));
    }

    /// Nothing passes between any place of one side and any of the other.
    static List<Injection> between(ClusterView cluster, List<NodeId> one, List<NodeId> other) {
        var cuts = new ArrayList<Injection>();
        for (NodeId here : one) {
            for (NodeId there : other) {
                if (isLinked(cluster, here, there)) cuts.addAll(pair(here, there));
            }
        }
        return cuts;
    }

    /// Nothing that one side sends arrives at the other.
    static List<Injection> oneWay(ClusterView cluster, List<NodeId> from, List<NodeId> to) {
        var cuts = new ArrayList<Injection>();
        for (NodeId here : from) {
            for (NodeId there : to) {
                if (isLinked(cluster, here, there)) {
                    cuts.add(new LinkInjection.CutLink(new LinkId(here, there)));
                }
            }
        }
        return cuts;
    }

    /// Clients talk to nodes alone: between two of their places, or one of them and a guard, there
    /// is no link.
    private static boolean isLinked(ClusterView cluster, NodeId one, NodeId other) {
        List<NodeId> sites = cluster.clientSites();
        List<NodeId> nodes = cluster.all();
        return !(sites.contains(one) && !nodes.contains(other))
                && !(sites.contains(other) && !nodes.contains(one));
    }
}
