package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Step;
import dev.firedrill.faults.fault.Timetable;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.option.Setting;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The courses that a scenario will carry out, looked at before anything starts: against its
/// topology as it will be started, with one drawing of chance.
public final class DeclaredCourses {
    private DeclaredCourses() {}

    /// Why one of them cannot be carried out, as a sentence; empty when all can.
    public static Optional<String> refusal(Scenario scenario, Setting setting) {
        for (Variant variant : scenario.variants()) {
            for (Course course : scenario.courses(variant, setting)) {
                List<Step> steps = steps(scenario, variant, setting, course);
                Optional<String> why = Timetable.refusal(course, steps);
                if (why.isPresent()) return why;
            }
        }
        return Optional.empty();
    }

    /// What a lab or a server has to be able to do for a variant: what it says that it needs, and
    /// what its courses do.
    public static Set<Capability> needs(Scenario scenario, Variant variant, Setting setting) {
        var needs = EnumSet.noneOf(Capability.class);
        needs.addAll(scenario.needs(variant));
        for (Course course : scenario.courses(variant, setting)) {
            for (Step step : steps(scenario, variant, setting, course)) {
                step.injections().forEach(injection -> needs.add(Capability.of(injection)));
            }
        }
        return needs;
    }

    private static List<Step> steps(
            Scenario scenario, Variant variant, Setting setting, Course course) {
        Topology topology = scenario.topology(variant, setting);
        List<NodeId> nodes = topology.nodes().stream().map(NodeSpec::id).toList();
        var view =
                new ClusterView(
                        nodes.getFirst(), nodes.subList(1, nodes.size()), topology.clientSites());
        return course.steps(view, new Prng(1));
    }
}
