package dev.firedrill.faults.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A world in which clusters can be started and broken.
public interface Lab {
    /// `sim` or `docker`, as on the command line.
    String name();

    /// Picks this lab's value where labs differ.
    PerLab.Choice values();

    /// What the lab runs on, as far as it counts for what is measured.
    ///
    /// @throws LabUnavailable when that cannot even be asked
    String machine() throws LabUnavailable;

    boolean supports(Target target);

    /// The same server with its kind and version known, where it can be started here.
    ///
    /// @throws LabUnavailable when it cannot: what to get, or which others can
    default Target resolve(Target target) throws LabUnavailable {
        return target;
    }

    /// What this lab can do to a cluster.
    Set<Capability> capabilities();

    /// What of that neither this lab nor the target can do, each in one clause; empty when a run
    /// that needs it can start.
    default List<String> lacks(Target target, Collection<Capability> needs) {
        var reasons = new ArrayList<String>();
        if (!supports(target)) {
            reasons.add("lab " + name() + " cannot run " + target);
        }
        for (Capability needed : needs) {
            if (!capabilities().contains(needed) && !target.capabilities().contains(needed)) {
                reasons.add("lab " + name() + " with " + target + " cannot " + needed.words());
            }
        }
        return reasons;
    }

    /// Why this guard cannot watch over that server here, in one sentence; empty when it can.
    Optional<String> refusal(Guard guard, Target target);

    /// Starts every node and waits until each answers PING. Nothing is left behind when it fails.
    ///
    /// @throws LabUnavailable when this machine cannot run the lab: what to install or free
    /// @throws ClusterFailed when a node did not come up: its last log lines
    Cluster start(ClusterSpec spec, LabListener listener) throws LabUnavailable, ClusterFailed;
}
