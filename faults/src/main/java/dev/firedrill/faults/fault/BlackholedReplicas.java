package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Bytes between the master and its replicas vanish, and the connections are closed after a time,
/// as by a failing middlebox.
public record BlackholedReplicas(Duration closeAfter) implements Fault {
    public BlackholedReplicas {
        check(!closeAfter.isNegative(), "a negative time");
    }

    public BlackholedReplicas() {
        this(Duration.ofSeconds(30));
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var broken = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            broken.add(new LinkInjection.BlackholeLink(outward, closeAfter));
            broken.add(new LinkInjection.BlackholeLink(outward.opposite(), closeAfter));
        }
        return broken;
    }

    @Override
    public String describe() {
        return "bytes between the master and its replicas vanish; connections close after "
                + closeAfter.toMillis()
                + " ms";
    }
}
