package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Each node sees its two neighbours in a ring and nobody else: everybody sees somebody, and no two
/// see the same. It takes four nodes; clients reach all of them.
public record RingOfNodes() implements Fault {
    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        List<NodeId> nodes = cluster.all();
        var cuts = new ArrayList<Injection>();
        for (int i = 0; i < nodes.size(); i++) {
            for (int j = i + 2; j < nodes.size(); j++) {
                boolean closesTheRing = i == 0 && j == nodes.size() - 1;
                if (!closesTheRing) cuts.addAll(Cuts.pair(nodes.get(i), nodes.get(j)));
            }
        }
        return cuts;
    }

    @Override
    public String describe() {
        return "each node sees its two neighbours in a ring and no other node";
    }
}
