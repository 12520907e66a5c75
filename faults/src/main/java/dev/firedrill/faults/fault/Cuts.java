package dev.firedrill.faults.fault;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Cut links between places: the arithmetic of partitions.
final class Cuts {
    private Cuts() {}

    /// Nothing passes between two places.
    static List<Injection> pair(NodeId one, NodeId other) {
        var link = new LinkId(one, other);
        return List.of(new LinkInjection.CutLink(link), new LinkInjection.CutLink(link.opposite()));
    }

    /// Nothing passes between any place of one side and any of the other.
    static List<Injection> between(List<NodeId> one, List<NodeId> other) {
        var cuts = new ArrayList<Injection>();
        for (NodeId here : one) {
            other.forEach(there -> cuts.addAll(pair(here, there)));
        }
        return cuts;
    }

    /// Nothing that one side sends arrives at the other.
    static List<Injection> oneWay(List<NodeId> from, List<NodeId> to) {
        var cuts = new ArrayList<Injection>();
        for (NodeId here : from) {
            to.forEach(there -> cuts.add(new LinkInjection.CutLink(new LinkId(here, there))));
        }
        return cuts;
    }
}
