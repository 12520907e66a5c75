package dev.firedrill.scenarios.run;

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

    void run(Drill drill);

    List<Checker> judges(Variant variant);
}
