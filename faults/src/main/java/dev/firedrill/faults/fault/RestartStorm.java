package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Nodes are killed one after the other, drawn by the seed, and a supervisor starts each again: no
/// node is up for long. A node that is slow to start may be hit while it is down, which the
/// verification shows.
///
/// @param kills how many
/// @param every how much time passes between two of them
/// @param startsAfter the supervisor's delay
public record RestartStorm(int kills, Duration every, Duration startsAfter) implements Course {
    public RestartStorm {
        check(kills > 0, "no kill");
        check(startsAfter.compareTo(every) < 0, "a node is killed before it is started again");
        check(!startsAfter.isNegative(), "a negative delay");
    }

    public RestartStorm() {
        this(4, Duration.ofSeconds(6), Duration.ofMillis(500));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        var steps = new ArrayList<Step>();
        steps.add(
                Step.of(
                        new SupervisedNodes(Role.EVERYONE, startsAfter),
                        cluster,
                        prng,
                        Duration.ZERO,
                        every.multipliedBy(kills + 1L)));
        for (int i = 0; i < kills; i++) {
            NodeId node = cluster.all().get(prng.nextInt(cluster.all().size()));
            String words = node + " is killed, " + (i + 1) + " of " + kills;
            List<Injection> kill = List.of(new ProcessInjection.KillNode(node));
            steps.add(new Step(name(), words, kill, every.multipliedBy(i + 1L), Duration.ZERO));
        }
        return steps;
    }

    @Override
    public String describe() {
        return "one node after the other is killed, "
                + kills
                + " times, every "
                + every.toMillis()
                + " ms, and started again";
    }
}
