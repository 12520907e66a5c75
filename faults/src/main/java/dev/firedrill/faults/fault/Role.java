package dev.firedrill.faults.fault;

import dev.firedrill.faults.topology.NodeId;
import java.util.List;

/// Whom a fault on single nodes hits, resolved when it begins.
public enum Role {
    MASTER,
    REPLICAS,
    EVERYONE;

    List<NodeId> in(ClusterView cluster) {
        return switch (this) {
            case MASTER -> List.of(cluster.master());
            case REPLICAS -> cluster.replicas();
            case EVERYONE -> cluster.all();
        };
    }

    String words() {
        return switch (this) {
            case MASTER -> "the master";
            case REPLICAS -> "every replica";
            case EVERYONE -> "every node";
        };
    }
}
