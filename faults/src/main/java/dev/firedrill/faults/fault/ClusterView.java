package dev.firedrill.faults.fault;

import dev.firedrill.faults.lab.NodeId;
import java.util.List;

/// Who is who at the moment a fault begins: "the master" moves, so faults are resolved against this
/// and recorded as concrete nodes.
public record ClusterView(NodeId master, List<NodeId> replicas) {
    public ClusterView {
        replicas = List.copyOf(replicas);
    }
}
