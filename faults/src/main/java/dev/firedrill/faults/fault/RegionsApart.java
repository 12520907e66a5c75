package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// The line between two regions is gone: every node, client and guard in one region is cut off from
/// all those in the other, and within a region everything works
/// (https://github.blog/2018-10-30-oct21-post-incident-analysis/).
///
/// @param region the places on one side; empty for the master with the first half of the replicas
///   and of the client sites
public record RegionsApart(List<NodeId> region) implements Fault {
    public RegionsApart {
        region = List.copyOf(region);
    }

    public RegionsApart() {
        this(List.of());
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        List<NodeId> inside = region.isEmpty() ? mastersHalf(cluster) : region;
        List<NodeId> all = new ArrayList<>(cluster.all());
        all.addAll(cluster.clientSites());
        all.addAll(cluster.guardSites());
        var cuts = new ArrayList<Injection>();
        for (NodeId here : all) {
            if (!inside.contains(here)) continue;
            for (NodeId there : all) {
                if (inside.contains(there) || !isLinked(cluster, here, there)) continue;
                var link = new LinkId(here, there);
                cuts.add(new LinkInjection.CutLink(link));
                cuts.add(new LinkInjection.CutLink(link.opposite()));
            }
        }
        return cuts;
    }

    private static List<NodeId> mastersHalf(ClusterView cluster) {
        List<NodeId> replicas = cluster.replicas();
        List<NodeId> sites = cluster.clientSites();
        var half = new ArrayList<NodeId>();
        half.add(cluster.master());
        half.addAll(replicas.subList(0, replicas.size() / 2));
        half.addAll(sites.subList(0, (sites.size() + 1) / 2));
        return half;
    }

    /// Clients talk to nodes alone.
    private static boolean isLinked(ClusterView cluster, NodeId one, NodeId other) {
        List<NodeId> nodes = cluster.all();
        List<NodeId> sites = cluster.clientSites();
        return sites.contains(one)
                ? nodes.contains(other)
                : nodes.contains(one) || !sites.contains(other);
    }

    @Override
    public String describe() {
        return region.isEmpty()
                ? "the master's region is cut off from the other one"
                : "the region of "
                        + String.join(", ", region.stream().map(NodeId::name).toList())
                        + " is cut off from the other one";
    }
}
