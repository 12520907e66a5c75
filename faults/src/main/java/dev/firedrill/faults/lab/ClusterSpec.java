package dev.firedrill.faults.lab;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.topology.NodeId;
import java.util.List;

/// The cluster that a lab is asked to start.
///
/// @param runId names containers and folders; `[a-z0-9-]`
/// @param seed all chance of the lab comes from it
/// @param clientSites the places that clients connect from; links from and to them can be broken
/// @param guard watches over the nodes once all of them are up
public record ClusterSpec(
        String runId,
        long seed,
        Target target,
        List<NodeSpec> nodes,
        List<LinkSpec> links,
        List<NodeId> clientSites,
        Guard guard) {
    public ClusterSpec {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        clientSites = List.copyOf(clientSites);
        check(!clientSites.isEmpty(), "a cluster without a place for clients");
        for (NodeSpec node : nodes) {
            check(!clientSites.contains(node.id()), "a node where clients are: " + node.id());
            check(!guard.sites().contains(node.id()), "a node where the guard is: " + node.id());
        }
        check(guard.equals(Guard.NONE) || !nodes.isEmpty(), "a guard of nothing");
    }

    /// Every client is in one place, [NodeId#CLIENTS], and nobody guards the nodes.
    public ClusterSpec(
            String runId, long seed, Target target, List<NodeSpec> nodes, List<LinkSpec> links) {
        this(runId, seed, target, nodes, links, List.of(NodeId.CLIENTS), Guard.NONE);
    }
}
