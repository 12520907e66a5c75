package dev.firedrill.faults.docker.mesh;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// On which port each node's server listens, and what servers call each other in their logs: a
/// replica that announces its node's name is `R1:6379` to real servers and `R1` to the engine. One
/// that can announce none is the address of its socket, which is that of the proxy for all, with
/// the port on which it listens itself: so there each node has a port of its own. Where a guard
/// watches over the nodes they also reach each other by these names, see [PairAddresses].
public final class NodeAddresses {
    public static final int REDIS_PORT = 6379;
    public static final int SENTINEL_PORT = 26379;

    private final Map<NodeId, Integer> ports = new TreeMap<>();
    private final boolean announced;
    private final Optional<PairAddresses> pairs;

    /// Of nodes that nobody guards.
    ///
    /// @param announced whether servers know each other by the names of their nodes
    NodeAddresses(Collection<NodeId> nodes, boolean announced) {
        this(nodes, announced, List.of());
    }

    /// @param guardSites where Sentinels run; empty without a guard
    public NodeAddresses(Collection<NodeId> nodes, boolean announced, List<NodeId> guardSites) {
        this.announced = announced;
        var hosts = new ArrayList<>(nodes);
        hosts.addAll(guardSites);
        pairs = guardSites.isEmpty() ? Optional.empty() : Optional.of(new PairAddresses(hosts));
        for (NodeId node : nodes) {
            ports.put(node, announced ? REDIS_PORT : REDIS_PORT + ports.size());
        }
        guardSites.forEach(site -> ports.put(site, SENTINEL_PORT));
    }

    /// Where names lead everybody to a proxy of his own; empty where nobody guards the nodes.
    public Optional<PairAddresses> pairs() {
        return pairs;
    }

    public int port(NodeId node) {
        return Objects.requireNonNull(ports.get(node), () -> "no node " + node);
    }

    /// The same event about the same replica by its node's name, where the name tells the node.
    public NodeEvent known(NodeEvent event) {
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
        String port = replica.substring(colon + 1);
        return ports.entrySet().stream()
                .filter(one ->
                        announced
                                ? one.getKey().name().equals(host)
                                : one.getValue().toString().equals(port))
                .map(one -> one.getKey().name())
                .findFirst()
                .orElse(replica);
    }
}
