package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;

/// Cuts the master off from its replicas while clients still reach it: the classic way to lose
/// acknowledged writes under asynchronous replication.
public record IsolateMaster(Direction direction) implements Fault {
    /// Said from the master's point of view: what it can still do.
    public enum Direction {
        /// It still sends but hears nothing.
        SEND_ONLY,
        /// It still hears but nothing that it sends arrives.
        RECEIVE_ONLY,
        SYMMETRIC
    }

    public IsolateMaster() {
        this(Direction.SYMMETRIC);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var cuts = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            if (direction != Direction.SEND_ONLY) {
                cuts.add(new LinkInjection.CutLink(outward));
            }
            if (direction != Direction.RECEIVE_ONLY) {
                cuts.add(new LinkInjection.CutLink(outward.opposite()));
            }
        }
        return cuts;
    }

    @Override
    public String describe() {
        return switch (direction) {
            case SEND_ONLY -> "the master still sends to its replicas but hears none of them";
            case RECEIVE_ONLY -> "the master still hears its replicas but reaches none of them";
            case SYMMETRIC -> "nothing passes between the master and its replicas";
        };
    }
}
