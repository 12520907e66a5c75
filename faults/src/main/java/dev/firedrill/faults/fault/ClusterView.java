package dev.firedrill.faults.fault;

import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Who is who at the moment a fault begins: "the master" moves, so faults are resolved against this
/// and recorded as concrete nodes.
public record ClusterView(NodeId master, List<NodeId> replicas) {
    public ClusterView {
        replicas = List.copyOf(replicas);
    }

    /// The master first.
    public List<NodeId> all() {
        var nodes = new ArrayList<NodeId>();
        nodes.add(master);
        nodes.addAll(replicas);
        return nodes;
    }
}
