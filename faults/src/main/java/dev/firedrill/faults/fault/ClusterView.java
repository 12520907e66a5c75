package dev.firedrill.faults.fault;

import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Who is who at the moment a fault begins: "the master" moves, so faults are resolved against this
/// and recorded as concrete nodes.
///
/// @param clientSites the places that clients connect from
/// @param guardSites the places where processes of the cluster's guard run; empty without one
public record ClusterView(
        NodeId master, List<NodeId> replicas, List<NodeId> clientSites, List<NodeId> guardSites) {
    public ClusterView {
        replicas = List.copyOf(replicas);
        clientSites = List.copyOf(clientSites);
        guardSites = List.copyOf(guardSites);
    }

    /// Nobody guards the cluster.
    public ClusterView(NodeId master, List<NodeId> replicas, List<NodeId> clientSites) {
        this(master, replicas, clientSites, List.of());
    }

    /// Every client is in one place, and nobody guards the cluster.
    public ClusterView(NodeId master, List<NodeId> replicas) {
        this(master, replicas, List.of(NodeId.CLIENTS));
    }

    /// The master first.
    public List<NodeId> all() {
        var nodes = new ArrayList<NodeId>();
        nodes.add(master);
        nodes.addAll(replicas);
        return nodes;
    }
}
