package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.reports.check.Checker;
import java.util.List;

/// A rehearsal of one incident. Ordinary imperative Java: in the simulator a wait lets virtual time
/// pass, in the docker lab the same call waits.
public interface Scenario {
    /// Kebab case, as on the command line.
    String name();

    String title();

    /// What happened, and where that is told.
    String story();

    List<Parameter> parameters();

    List<Variant> variants();

    /// The first node is the master, the others its replicas.
    List<NodeSpec> nodes(Variant variant, Setting setting);

    List<LinkSpec> links(Setting setting);

    /// What this variant may do to the cluster and what its configuration relies on, beyond what
    /// every lab and server can do. Where one of them is missing the run is refused before anything
    /// starts.
    default List<Capability> needs(Variant variant) {
        return List.of();
    }

    void run(Drill drill);

    List<Checker> judges(Variant variant);
}
