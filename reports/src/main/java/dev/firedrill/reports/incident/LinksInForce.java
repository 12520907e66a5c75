package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which nodes are cut off from which at the moment, by the faults of links that are in force.
final class LinksInForce {
    private final Map<Integer, Event.PlannedInjection> planned = new TreeMap<>();
    private final Map<Integer, List<String>> apart = new TreeMap<>();
    private List<String> nodes = List.of();

    void hear(Event event) {
        if (event instanceof Event.VariantBegan began) {
            nodes = began.nodes();
        } else if (event instanceof Event.FaultPlanned fault) {
            fault.injections().stream()
                    .filter(one -> separates(one.kind()))
                    .forEach(one -> planned.put(one.injection(), one));
        } else if (event instanceof Event.FaultApplied applied) {
            Event.PlannedInjection one = planned.get(applied.injection());
            if (one != null) apart.put(applied.injection(), Places.nodes(one.place()));
        } else if (event instanceof Event.FaultHealed healed) {
            apart.remove(healed.injection());
        }
    }

    private static boolean separates(InjectionKind kind) {
        return kind == InjectionKind.CUT_LINK
                || kind == InjectionKind.REFUSE_LINK
                || kind == InjectionKind.BLACKHOLE_LINK;
    }

    /// The other nodes of the cluster that a node still reaches.
    List<String> reachedBy(String node) {
        var reached = new ArrayList<>(nodes);
        reached.remove(node);
        apart.values().stream().filter(ends -> ends.contains(node)).forEach(reached::removeAll);
        return reached;
    }
}
