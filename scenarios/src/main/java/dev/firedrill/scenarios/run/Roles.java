package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which node is the master, as the nodes themselves say. Under a split brain several say that they
/// are: then it is the one that was promoted last in this drill, else the one that most nodes
/// follow, else the one that it was.
final class Roles {
    /// What a node says of itself.
    ///
    /// @param role `master`, `slave`, or empty when it did not answer
    /// @param follows `host port` of its master; empty for a master
    record Claim(String role, String follows) {
        static final Claim SILENT = new Claim("", "");

        static Claim of(Map<String, String> info) {
            String host = info.get("master_host");
            return new Claim(
                    info.getOrDefault("role", ""),
                    host == null ? "" : host + " " + info.getOrDefault("master_port", ""));
        }

        boolean isMaster() {
            return role.equals("master");
        }
    }

    private final Cluster cluster;
    private final Observer observer;
    private NodeId known;
    private boolean promoted;

    Roles(Cluster cluster, Observer observer) {
        this.cluster = cluster;
        this.observer = observer;
        known = cluster.nodes().getFirst();
    }

    /// Asks every node.
    NodeId master() {
        var infos = new LinkedHashMap<NodeId, Map<String, String>>();
        for (NodeId node : cluster.nodes()) {
            if (cluster.running(node)) infos.put(node, observer.info(node));
        }
        return master(infos);
    }

    /// @param infos INFO of each node that answered
    NodeId master(Map<NodeId, Map<String, String>> infos) {
        var claims = new LinkedHashMap<NodeId, Claim>();
        for (NodeId node : cluster.nodes()) {
            claims.put(node, Claim.of(infos.getOrDefault(node, Map.of())));
        }
        NodeId now = choose(claims, known, promoted, cluster::address);
        promoted &= now.equals(known);
        known = now;
        return now;
    }

    /// `host port` under which one node reaches another.
    interface Addresses {
        String of(NodeId from, NodeId to);
    }

    /// @param claims of every node, in the order of the topology
    /// @param known who it was
    /// @param promoted whether the operator made it the master
    static NodeId choose(
            Map<NodeId, Claim> claims, NodeId known, boolean promoted, Addresses addresses) {
        List<NodeId> masters =
                claims.entrySet().stream()
                        .filter(one -> one.getValue().isMaster())
                        .map(Map.Entry::getKey)
                        .toList();
        boolean stands = masters.contains(known);
        if (masters.isEmpty() || (stands && promoted)) return known;
        NodeId chosen = stands ? known : masters.getFirst();
        for (NodeId master : masters) {
            if (followers(claims, master, addresses) > followers(claims, chosen, addresses)) {
                chosen = master;
            }
        }
        return chosen;
    }

    private static long followers(Map<NodeId, Claim> claims, NodeId master, Addresses addresses) {
        return claims.entrySet().stream()
                .filter(one -> !one.getKey().equals(master))
                .filter(one -> one.getValue().follows().equals(addresses.of(one.getKey(), master)))
                .count();
    }

    /// The operator has made a replica the master.
    void promoted(NodeId node) {
        known = node;
        promoted = true;
    }

    /// All nodes but the master.
    List<NodeId> replicas(NodeId master) {
        return cluster.nodes().stream().filter(node -> !node.equals(master)).toList();
    }
}
