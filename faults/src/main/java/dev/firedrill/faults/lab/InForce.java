package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Every injection that is in force at one moment, in the order in which they began, and the
/// conditions that follow from them.
public record InForce(List<Injection> injections) {
    public InForce {
        injections = List.copyOf(injections);
    }

    public LinkConditions link(LinkId link, LinkConditions baseline) {
        var here = new ArrayList<LinkInjection>();
        for (Injection injection : injections) {
            if (injection instanceof LinkInjection on && on.link().equals(link)) {
                here.add(on);
            }
        }
        return LinkConditions.of(baseline, here);
    }

    public DiskConditions disk(NodeId node) {
        var here = new ArrayList<DiskInjection>();
        for (Injection injection : injections) {
            if (injection instanceof DiskInjection on && on.node().equals(node)) {
                here.add(on);
            }
        }
        return DiskConditions.of(here);
    }

    public NodeConditions node(NodeId node, NodeConditions baseline) {
        return NodeConditions.of(
                baseline, injections.stream().filter(one -> isOnNode(one, node)).toList());
    }

    private static boolean isOnNode(Injection injection, NodeId node) {
        return switch (injection) {
            case LinkInjection _, DiskInjection _ -> false;
            case ProcessInjection on -> on.node().equals(node);
            case ResourceInjection on -> on.node().equals(node);
            case ClockInjection on -> on.node().equals(node);
        };
    }
}
