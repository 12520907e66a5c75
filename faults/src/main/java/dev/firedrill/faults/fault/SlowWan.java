package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every line between the master and a replica becomes long and thin. The rate is each replica's
/// own, in the direction in which snapshots and writes travel.
public record SlowWan(Duration latency, long bytesPerSecond) implements Fault {
    public SlowWan {
        check(!latency.isNegative(), "a negative latency");
        check(bytesPerSecond > 0, "a line without bandwidth");
    }

    public SlowWan() {
        this(Duration.ofMillis(40), 1_250_000);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var slowed = new ArrayList<Injection>();
        for (var replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            slowed.add(new LinkInjection.DelayLink(outward, latency, Duration.ZERO));
            slowed.add(new LinkInjection.DelayLink(outward.opposite(), latency, Duration.ZERO));
            slowed.add(new LinkInjection.LimitLink(outward, bytesPerSecond));
        }
        return slowed;
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "each line from the master to a replica has %d ms one way and %d B/s",
                latency.toMillis(),
                bytesPerSecond);
    }
}
