package dev.firedrill.faults.docker;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.topology.NodeId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/// What servers call each other, in the words of the cluster: a replica that announces its node's
/// name is logged as `R1:6379` by real servers, and as `R1` by the engine.
final class ReplicaNames {
    private final Set<String> nodes;

    ReplicaNames(Collection<NodeId> nodes) {
        this.nodes = nodes.stream().map(NodeId::name).collect(Collectors.toUnmodifiableSet());
    }

    /// The same event about the same replica by its node's name, where the name tells the node.
    NodeEvent known(NodeEvent event) {
        return switch (event) {
            case NodeEvent.ResyncDecided told ->
                    new NodeEvent.ResyncDecided(
                            node(told.replica()),
                            told.kind(),
                            told.reason(),
                            told.missingBytes(),
                            told.backlogBytes(),
                            told.masterOffset());
            case NodeEvent.ResyncEnded told ->
                    new NodeEvent.ResyncEnded(node(told.replica()), told.kind(), told.bytes());
            case NodeEvent.ReplicaClosed told ->
                    new NodeEvent.ReplicaClosed(node(told.replica()), told.reason());
            case NodeEvent.SnapshotBegan _,
                    NodeEvent.SnapshotEnded _,
                    NodeEvent.SnapshotRefused _,
                    NodeEvent.SnapshotKept _,
                    NodeEvent.ResyncDelayed _,
                    NodeEvent.DatasetLoaded _,
                    NodeEvent.ConfigurationRewritten _,
                    NodeEvent.WriteRefusalEntered _,
                    NodeEvent.WriteRefusalLeft _,
                    NodeEvent.FsyncDelayed _ ->
                    event;
        };
    }

    private String node(String replica) {
        int colon = replica.lastIndexOf(':');
        String host = colon < 0 ? replica : replica.substring(0, colon);
        return nodes.contains(host) ? host : replica;
    }
}
