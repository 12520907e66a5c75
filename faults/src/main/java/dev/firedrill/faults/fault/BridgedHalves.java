package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;

/// A partition with a bridge: the nodes are in two halves that do not see each other, and the last
/// replica sees both. So no two observers agree on who is down. It takes three nodes; clients reach
/// all of them.
public record BridgedHalves() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        List<NodeId> nodes = cluster.all();
        List<NodeId> halves = nodes.subList(0, nodes.size() - 1);
        int half = (halves.size() + 1) / 2;
        return Cuts.between(cluster, halves.subList(0, half), halves.subList(half, halves.size()));
    }

    @Override
    public String describe() {
        return "two halves of the nodes do not see each other, and the last replica sees both";
    }
}
