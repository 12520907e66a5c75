package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The links between the master and its replicas are cut one by one in an order drawn by the seed
/// and healed one by one in another: every mixture of who sees whom comes up.
///
/// @param every how much time passes between two cuts, and between two heals
public record Swizzle(Duration every) implements Course {
    public Swizzle {
        check(every.isPositive(), "cuts that do not follow each other");
    }

    public Swizzle() {
        this(Duration.ofSeconds(2));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        List<NodeId> cut = shuffled(cluster.replicas(), prng.fork("cut"));
        List<NodeId> healed = shuffled(cluster.replicas(), prng.fork("heal"));
        if (healed.equals(cut)) healed = healed.reversed();
        var steps = new ArrayList<Step>();
        for (int i = 0; i < cut.size(); i++) {
            NodeId replica = cut.get(i);
            Duration at = every.multipliedBy(i);
            Duration until = every.multipliedBy(cut.size() + (long) healed.indexOf(replica));
            String words = "nothing passes between the master and " + replica;
            List<Injection> cuts = Cuts.pair(cluster.master(), replica);
            steps.add(new Step(name(), words, cuts, at, until.minus(at)));
        }
        return steps;
    }

    private static List<NodeId> shuffled(List<NodeId> nodes, Prng prng) {
        var left = new ArrayList<>(nodes);
        var order = new ArrayList<NodeId>();
        while (!left.isEmpty()) {
            order.add(left.remove(prng.nextInt(left.size())));
        }
        return order;
    }

    @Override
    public String describe() {
        return "the links of the master are cut one by one and healed in another order, one every "
                + every.toMillis()
                + " ms";
    }
}
