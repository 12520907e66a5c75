package dev.firedrill.scenarios.run;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A rehearsal of one incident. Ordinary imperative Java: in the simulator a wait lets virtual time
/// pass, in the docker lab the same call waits.
///
/// A scenario of your own implements this with a public constructor without arguments and is named
/// in `META-INF/services/dev.firedrill.scenarios.run.Scenario`.
public interface Scenario {
    /// Kebab case, unique, as on the command line.
    String name();

    String title();

    /// What happened, and where that is told.
    String story();

    /// The options on the command line, none by default.
    default List<Parameter<?>> parameters() {
        return List.of();
    }

    /// Why the drill cannot be carried out with these options, each of which is within its bounds,
    /// as a sentence with figures; empty when it can. A refused setting is a usage error, raised
    /// before anything starts.
    default Optional<String> refusal(Setting setting) {
        return Optional.empty();
    }

    List<Variant> variants();

    /// The cluster before anything is broken.
    Topology topology(Variant variant, Setting setting);

    /// What this variant may do to the cluster and what its configuration relies on, beyond what
    /// every lab and server can do. Where one of them is missing the run is refused before anything
    /// starts.
    default List<Capability> needs(Variant variant) {
        return List.of();
    }

    /// What the run carries out with [Drill#begin(Course)] or [Drill#carryOut], none by default.
    /// Courses that contradict themselves, or need what lab or target cannot do, are refused before
    /// anything starts.
    default List<Course> courses(Variant variant, Setting setting) {
        return List.of();
    }

    /// How Sentinel watches over this cluster (`--guard sentinel`); empty, as by default, for a
    /// scenario that does not leave failing over to it. With a guard [Drill#guard] is there.
    default Optional<Guard.Sentinel> sentinel(Setting setting) {
        return Optional.empty();
    }

    void run(Drill drill);

    /// How long the nodes may take to come to hold the same once everything is healed and the load
    /// has ended.
    default Duration convergeAtMost(Setting setting) {
        return Duration.ofMinutes(1);
    }

    /// The judges of a variant, beside the three that judge every drill: faults proven, premises
    /// met, steady state.
    List<Checker> judges(Variant variant, Setting setting);
}
