package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every line between the master and a replica becomes that of a wide-area network: latency, jitter
/// and bandwidth of a known kind of line, with the bandwidth in the direction in which snapshots
/// and writes travel. [SlowWan] takes figures instead.
public record WanProfile(Line line) implements Fault {
    /// Figures of usual lines: one way, plus or minus.
    public enum Line {
        NEXT_REGION(10, 1, 12_500_000),
        ACROSS_CONTINENT(35, 3, 6_250_000),
        ACROSS_OCEAN(75, 5, 2_500_000),
        CONGESTED(75, 50, 625_000),
        SATELLITE(300, 20, 1_250_000);

        private final Duration latency;
        private final Duration jitter;
        private final long bytesPerSecond;

        Line(long latencyMillis, long jitterMillis, long bytesPerSecond) {
            latency = Duration.ofMillis(latencyMillis);
            jitter = Duration.ofMillis(jitterMillis);
            this.bytesPerSecond = bytesPerSecond;
        }

        private String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public WanProfile() {
        this(Line.ACROSS_CONTINENT);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var slowed = new ArrayList<Injection>();
        for (NodeId replica : cluster.replicas()) {
            var outward = new LinkId(cluster.master(), replica);
            slowed.add(new LinkInjection.DelayLink(outward, line.latency, line.jitter));
            slowed.add(new LinkInjection.DelayLink(outward.opposite(), line.latency, line.jitter));
            slowed.add(new LinkInjection.LimitLink(outward, line.bytesPerSecond));
        }
        return slowed;
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "each line from the master to a replica is as %s: %d ms one way, +- %d ms, %d B/s",
                line.words(),
                line.latency.toMillis(),
                line.jitter.toMillis(),
                line.bytesPerSecond);
    }
}
