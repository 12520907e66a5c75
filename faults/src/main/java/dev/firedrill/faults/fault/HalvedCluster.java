package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// A partition through the middle: the master keeps the first half of the replicas, of the client
/// sites and of the guard, and the other halves are on the other side.
///
/// @param direction what the master's half can still do
public record HalvedCluster(IsolateMaster.Direction direction) implements Fault {
    public HalvedCluster() {
        this(IsolateMaster.Direction.SYMMETRIC);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var near = new ArrayList<>(List.of(cluster.master()));
        var far = new ArrayList<NodeId>();
        split(cluster.replicas(), cluster.replicas().size() / 2, near, far);
        split(cluster.clientSites(), (cluster.clientSites().size() + 1) / 2, near, far);
        split(cluster.guardSites(), cluster.guardSites().size() / 2, near, far);
        return switch (direction) {
            case SEND_ONLY -> Cuts.oneWay(cluster, far, near);
            case RECEIVE_ONLY -> Cuts.oneWay(cluster, near, far);
            case SYMMETRIC -> Cuts.between(cluster, near, far);
        };
    }

    private static void split(List<NodeId> all, int half, List<NodeId> near, List<NodeId> far) {
        near.addAll(all.subList(0, half));
        far.addAll(all.subList(half, all.size()));
    }

    @Override
    public String describe() {
        return switch (direction) {
            case SEND_ONLY ->
                    "the master's half of the cluster sends to the other and hears nothing";
            case RECEIVE_ONLY ->
                    "the master's half of the cluster hears the other and reaches nobody";
            case SYMMETRIC ->
                    "nothing passes between the master's half of the cluster and the other";
        };
    }
}
