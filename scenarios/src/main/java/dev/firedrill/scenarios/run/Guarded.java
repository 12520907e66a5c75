package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A cluster whose guard fails over by itself, as a scenario follows it: it waits until the nodes
/// show what the guard did. That they do within the bound is a premise of what follows.
public final class Guarded {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Cluster cluster;
    private final Roles roles;
    private final Observer observer;
    private final Premises premises;

    Guarded(Cluster cluster, Roles roles, Observer observer, Premises premises) {
        this.cluster = cluster;
        this.roles = roles;
        this.observer = observer;
        this.premises = premises;
    }

    /// Waits until another node than the old master says that it is a master. It is the drill's
    /// master from then on.
    ///
    /// @return that node; the old master when there was none in time
    public NodeId awaitPromotion(NodeId old, Duration atMost) {
        List<NodeId> candidates = roles.replicas(old);
        long began = cluster.nowNanos();
        NodeId promoted = old;
        while (promoted.equals(old)) {
            for (NodeId node : candidates) {
                if (promoted.equals(old) && role(node).equals("master")) promoted = node;
            }
            if (!promoted.equals(old) || isOver(began, atMost)) break;
            cluster.runFor(BETWEEN_LOOKS);
        }
        boolean met = !promoted.equals(old);
        if (met) roles.promoted(promoted);
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "the guard promotes a replica within %d s",
                        atMost.toSeconds()),
                met,
                met ? promoted + " is a master" : "no replica has become a master");
        return promoted;
    }

    /// Waits until a former master follows another node.
    public void awaitDemotion(NodeId old, Duration atMost) {
        long began = cluster.nowNanos();
        String role = role(old);
        while (!role.equals("slave") && !isOver(began, atMost)) {
            cluster.runFor(BETWEEN_LOOKS);
            role = role(old);
        }
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "the guard makes the former master a replica within %d s",
                        atMost.toSeconds()),
                role.equals("slave"),
                role.isEmpty() ? old + " does not answer" : "the role of " + old + " is " + role);
    }

    private boolean isOver(long beganNanos, Duration atMost) {
        return cluster.nowNanos() - beganNanos >= atMost.toNanos();
    }

    private String role(NodeId node) {
        Map<String, String> info = cluster.running(node) ? observer.info(node) : Map.of();
        return info.getOrDefault("role", "");
    }
}
