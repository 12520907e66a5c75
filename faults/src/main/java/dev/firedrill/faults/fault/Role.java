package dev.firedrill.faults.fault;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.function.Function;

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

    /// One injection for each of them.
    List<Injection> injections(ClusterView cluster, Function<NodeId, Injection> on) {
        return in(cluster).stream().map(on).toList();
    }

    String words() {
        return switch (this) {
            case MASTER -> "the master";
            case REPLICAS -> "every replica";
            case EVERYONE -> "every node";
        };
    }
}
