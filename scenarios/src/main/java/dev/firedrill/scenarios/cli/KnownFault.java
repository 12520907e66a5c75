package dev.firedrill.scenarios.cli;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.run.Extensions;
import dev.firedrill.scenarios.run.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// A fault or a course that `ServiceLoader` finds, with its usual figures, and what it is made of.
///
/// @param effect one sentence
/// @param unfolds whether its steps follow each other in time
/// @param injections one of each kind, by name
record KnownFault(String name, String effect, boolean unfolds, List<Injection> injections) {
    /// With enough nodes and sites for every partition to cut something.
    private static final ClusterView SAMPLE =
            new ClusterView(
                    Topology.MASTER,
                    List.of(Topology.replica(1), Topology.replica(2), Topology.replica(3)),
                    List.of(new NodeId("near"), new NodeId("far")));

    /// A course may draw what it does.
    private static final int DRAWINGS = 50;

    /// All of them, by name.
    static List<KnownFault> all() {
        var all = new ArrayList<KnownFault>();
        for (Fault fault : Extensions.of(Fault.class, Fault::name)) {
            List<Injection> made = fault.injections(SAMPLE, new Prng(1));
            all.add(new KnownFault(fault.name(), fault.describe(), false, oneOfEachKind(made)));
        }
        for (Course course : Extensions.of(Course.class, Course::name)) {
            var made = new ArrayList<Injection>();
            for (int seed = 1; seed <= DRAWINGS; seed++) {
                course.steps(SAMPLE, new Prng(seed))
                        .forEach(step -> made.addAll(step.injections()));
            }
            all.add(new KnownFault(course.name(), course.describe(), true, oneOfEachKind(made)));
        }
        all.sort(Comparator.comparing(KnownFault::name));
        return all;
    }

    private static List<Injection> oneOfEachKind(List<Injection> made) {
        var kinds = new TreeMap<String, Injection>();
        made.forEach(injection -> kinds.putIfAbsent(kind(injection), injection));
        return List.copyOf(kinds.values());
    }

    static String kind(Injection injection) {
        return injection.getClass().getSimpleName();
    }

    List<String> kinds() {
        return injections.stream().map(KnownFault::kind).toList();
    }

    boolean runsIn(Lab lab) {
        return injections.stream()
                .allMatch(injection -> lab.capabilities().contains(Capability.of(injection)));
    }
}
