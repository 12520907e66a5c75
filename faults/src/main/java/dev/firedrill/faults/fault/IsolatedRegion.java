package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// A region is cut off from the rest of the world: its nodes, clients and guards see each other and
/// nobody outside.
///
/// @param region the nodes and sites inside; empty for the last replica with the last of several
///   client sites
public record IsolatedRegion(List<NodeId> region) implements Fault {
    public IsolatedRegion {
        region = List.copyOf(region);
    }

    public IsolatedRegion() {
        this(List.of());
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        List<NodeId> everywhere = new ArrayList<>(cluster.all());
        everywhere.addAll(cluster.clientSites());
        everywhere.addAll(cluster.guardSites());
        List<NodeId> inside = region.isEmpty() ? last(cluster) : region;
        check(everywhere.containsAll(inside), "a region with a place that is not in the cluster");
        List<NodeId> outside =
                everywhere.stream().filter(place -> !inside.contains(place)).toList();
        return Cuts.between(cluster, inside, outside);
    }

    private static List<NodeId> last(ClusterView cluster) {
        var last = new ArrayList<NodeId>();
        if (!cluster.replicas().isEmpty()) last.add(cluster.replicas().getLast());
        if (cluster.clientSites().size() > 1) last.add(cluster.clientSites().getLast());
        return last;
    }

    @Override
    public String describe() {
        String who =
                region.isEmpty()
                        ? "the region of the last replica"
                        : "the region of "
                                + String.join(", ", region.stream().map(NodeId::name).toList());
        return who + " is cut off from everybody outside";
    }
}
