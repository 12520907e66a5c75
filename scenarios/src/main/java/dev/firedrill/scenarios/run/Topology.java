package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.option.Bandwidth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// A cluster before anything is broken: a master `M` and its replicas `R1`, `R2`, ..., the lines
/// between them, and the places that clients connect from. A link that is not named is a LAN.
///
/// In a redis.conf `${M}` stands for `host port` of node M as that node reaches it.
public record Topology(List<NodeSpec> nodes, List<LinkSpec> links, List<NodeId> clientSites) {
    public static final NodeId MASTER = new NodeId("M");

    public Topology {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        clientSites = List.copyOf(clientSites);
    }

    public static NodeId replica(int number) {
        return new NodeId("R" + number);
    }

    /// A master alone.
    public static Topology master(String redisConf) {
        return new Topology(List.of(node(MASTER, redisConf)), List.of(), List.of(NodeId.CLIENTS));
    }

    private static NodeSpec node(NodeId id, String redisConf) {
        return new NodeSpec(id, redisConf, List.of(), OptionalLong.empty(), false);
    }

    /// The same with replicas of the master, all with one redis.conf, to which `replicaof` is
    /// added.
    public Topology withReplicas(int count, String redisConf) {
        var all = new ArrayList<>(nodes);
        for (int i = 0; i < count; i++) {
            all.add(node(replica(nodes.size() + i), redisConf + "replicaof ${" + MASTER + "}\n"));
        }
        return new Topology(all, links, clientSites);
    }

    /// The same with the replicas far away from the master, all over one line of that rate.
    public Topology wan(Duration roundTrip, Bandwidth bandwidth) {
        var lines = new ArrayList<>(links);
        Duration oneWay = roundTrip.dividedBy(2);
        for (NodeSpec node : nodes.subList(1, nodes.size())) {
            var out = new LinkId(MASTER, node.id());
            lines.add(line(out, oneWay, bandwidth, "wan-out"));
            lines.add(line(out.opposite(), oneWay, bandwidth, "wan-back"));
        }
        return new Topology(nodes, lines, clientSites);
    }

    private static LinkSpec line(LinkId id, Duration latency, Bandwidth bandwidth, String pipe) {
        return new LinkSpec(
                id,
                latency,
                Duration.ofMillis(1),
                OptionalLong.of(bandwidth.bytesPerSecond()),
                Optional.of(pipe));
    }

    /// The same with a memory cap on a node, above which the kernel kills its process.
    public Topology withMemoryCap(NodeId node, long bytes) {
        return with(node, old -> old.capped(bytes));
    }

    /// The same with a supervisor that starts a node's process again after it has died.
    public Topology supervised(NodeId node) {
        return with(node, NodeSpec::withSupervisor);
    }

    /// The same with a node's redis.conf mounted like that.
    public Topology mounting(NodeId node, ConfMount mount) {
        return with(node, old -> old.mounting(mount));
    }

    private Topology with(NodeId id, UnaryOperator<NodeSpec> change) {
        return new Topology(
                nodes.stream()
                        .map(node -> node.id().equals(id) ? change.apply(node) : node)
                        .toList(),
                links,
                clientSites);
    }

    /// The same with clients at several places, between which they are dealt out in turn.
    public Topology withClientsAt(NodeId... sites) {
        return new Topology(nodes, links, List.of(sites));
    }
}
