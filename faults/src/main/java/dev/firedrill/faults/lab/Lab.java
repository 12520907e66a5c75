package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.Injection;

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

    /// A plan with an injection for which this is false is refused before anything starts.
    boolean supports(Injection injection);

    /// Starts every node and waits until each answers PING. Nothing is left behind when it fails.
    ///
    /// @throws LabUnavailable when this machine cannot run the lab: what to install or free
    /// @throws ClusterFailed when a node did not come up: its last log lines
    Cluster start(ClusterSpec spec, LabListener listener) throws LabUnavailable, ClusterFailed;
}
