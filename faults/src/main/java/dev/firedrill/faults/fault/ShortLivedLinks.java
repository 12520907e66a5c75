package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;

/// Every connection from the master to a replica is closed after so many bytes: a snapshot that is
/// longer never arrives.
public record ShortLivedLinks(long bytes) implements Fault {
    public ShortLivedLinks {
        check(bytes >= 0, "a negative number of bytes");
    }

    public ShortLivedLinks() {
        this(1 << 20);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var broken = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var link = new LinkId(cluster.master(), replica);
            broken.add(new LinkInjection.DropLinkAfter(link, bytes));
        }
        return broken;
    }

    @Override
    public String describe() {
        return "each connection from the master to a replica is closed after " + bytes + " B";
    }
}
