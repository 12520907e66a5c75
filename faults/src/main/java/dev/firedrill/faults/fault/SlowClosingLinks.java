package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The end of a connection is heard of late: a replica waits on one that is long gone.
public record SlowClosingLinks(Duration delay) implements Fault {
    public SlowClosingLinks {
        check(!delay.isNegative(), "a negative delay");
    }

    public SlowClosingLinks() {
        this(Duration.ofSeconds(5));
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var broken = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            broken.add(new LinkInjection.SlowCloseLink(outward, delay));
            broken.add(new LinkInjection.SlowCloseLink(outward.opposite(), delay));
        }
        return broken;
    }

    @Override
    public String describe() {
        return "the end of a connection to a replica is passed on "
                + delay.toMillis()
                + " ms later";
    }
}
