package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Every link between the master and its replicas goes down and comes up again, over and over: a
/// replica may never finish what it begins.
///
/// @param period from one time that the links go down to the next
/// @param downPercent the part of the period for which they are down
/// @param times that they go down
public record FlappingLinks(Duration period, int downPercent, int times) implements Course {
    public FlappingLinks {
        check(period.isPositive(), "a flap without a period");
        check(downPercent > 0 && downPercent < 100, "links that are never down, or always");
        check(times > 0, "links that never go down");
    }

    public FlappingLinks() {
        this(Duration.ofSeconds(5), 40, 3);
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        List<Injection> cuts = Cuts.between(cluster, List.of(cluster.master()), cluster.replicas());
        Duration down = period.multipliedBy(downPercent).dividedBy(100);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < times; i++) {
            String words = "every link of the master goes down, " + (i + 1) + " of " + times;
            steps.add(new Step(name(), words, cuts, period.multipliedBy(i), down));
        }
        return steps;
    }

    @Override
    public String describe() {
        return "the links between the master and its replicas are down for "
                + downPercent
                + " % of every "
                + period.toMillis()
                + " ms, "
                + times
                + " times";
    }
}
