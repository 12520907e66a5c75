package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a lossy line looks like to TCP: now and then a connection stands still until a segment that
/// was lost several times is sent again, each time after twice as long as before. Which replica it
/// hits, and how often the segment is lost, is drawn by the seed.
///
/// @param stalls how many
/// @param calm time between two stalls
public record PacketLossStalls(int stalls, Duration calm) implements Course {
    /// The first time-out is 200 ms on Linux. What is over sooner cannot be told from a slow line,
    /// see [dev.firedrill.faults.injection.Tolerance#SILENCE].
    private static final List<Duration> RETRANSMITTED_AFTER =
            List.of(Duration.ofMillis(1_400), Duration.ofMillis(3_000), Duration.ofMillis(6_200));

    public PacketLossStalls {
        check(stalls > 0, "no stall");
        check(calm.isPositive(), "stalls without a time between them");
    }

    public PacketLossStalls() {
        this(4, Duration.ofSeconds(2));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        if (cluster.replicas().isEmpty()) return List.of();
        var steps = new ArrayList<Step>();
        Duration at = Duration.ZERO;
        for (int i = 0; i < stalls; i++) {
            NodeId replica = cluster.replicas().get(prng.nextInt(cluster.replicas().size()));
            Duration lasts = RETRANSMITTED_AFTER.get(prng.nextInt(RETRANSMITTED_AFTER.size()));
            String words =
                    "what the master sends to "
                            + replica
                            + " stalls for "
                            + lasts.toMillis()
                            + " ms";
            List<Injection> cut = Cuts.oneWay(cluster, List.of(cluster.master()), List.of(replica));
            steps.add(new Step(name(), words, cut, at, lasts));
            at = at.plus(lasts).plus(calm);
        }
        return steps;
    }

    @Override
    public String describe() {
        return "what the master sends to one replica or another stalls "
                + stalls
                + " times, as after lost packets, with "
                + calm.toMillis()
                + " ms between";
    }
}
