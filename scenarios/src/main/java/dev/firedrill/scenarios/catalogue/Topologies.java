package dev.firedrill.scenarios.catalogue;

import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.run.Bandwidth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The shapes of clusters that several scenarios share.
final class Topologies {
    static final NodeId MASTER = new NodeId("M");

    private Topologies() {}

    static NodeId replica(int number) {
        return new NodeId("R" + number);
    }

    /// A master `M` and its replicas `R1`, `R2`, ..., all with the same lines in redis.conf.
    static List<NodeSpec> masterWithReplicas(int replicas, String redisConf) {
        var nodes = new ArrayList<NodeSpec>();
        nodes.add(node(MASTER, redisConf));
        for (int i = 1; i <= replicas; i++) {
            nodes.add(node(replica(i), redisConf + "replicaof ${M}\n"));
        }
        return nodes;
    }

    /// The same nodes, with a memory cap on the first from its start on.
    static List<NodeSpec> withMasterCap(List<NodeSpec> nodes, long bytes) {
        var capped = new ArrayList<>(nodes);
        NodeSpec master = nodes.getFirst();
        capped.set(
                0,
                new NodeSpec(
                        master.id(),
                        master.redisConf(),
                        master.arguments(),
                        OptionalLong.of(bytes),
                        master.supervised()));
        return capped;
    }

    private static NodeSpec node(NodeId id, String redisConf) {
        return new NodeSpec(id, redisConf, List.of(), OptionalLong.empty(), false);
    }

    /// A master and replicas far away, all over one line of that rate.
    static List<LinkSpec> wan(int replicas, Duration roundTrip, Bandwidth bandwidth) {
        var links = new ArrayList<LinkSpec>();
        Duration oneWay = roundTrip.dividedBy(2);
        long rate = bandwidth.bytesPerSecond();
        for (int i = 1; i <= replicas; i++) {
            var out = new LinkId(MASTER, replica(i));
            links.add(link(out, oneWay, rate, "wan-out"));
            links.add(link(out.opposite(), oneWay, rate, "wan-back"));
        }
        return links;
    }

    private static LinkSpec link(LinkId id, Duration latency, long rate, String pipe) {
        return new LinkSpec(
                id, latency, Duration.ofMillis(1), OptionalLong.of(rate), Optional.of(pipe));
    }
}
