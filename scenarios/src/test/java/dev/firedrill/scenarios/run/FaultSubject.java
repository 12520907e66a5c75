package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.FaultsProven;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A fault or a course of the catalogue with its usual figures, and a drill that carries it out
/// alone, in any lab.
///
/// @param injections one of each kind that it is made of
record FaultSubject(
        String name,
        Map<Class<? extends Injection>, Injection> injections,
        Consumer<Drill> carriedOut) {
    private static final NodeId M = Topology.MASTER;
    private static final NodeId NEAR = new NodeId("near");
    private static final NodeId FAR = new NodeId("far");
    private static final int REPLICAS = 3;

    /// As [Disturbed] has it: four nodes, so that a ring has somebody to cut off.
    private static final ClusterView CLUSTER =
            new ClusterView(
                    M,
                    List.of(Topology.replica(1), Topology.replica(2), Topology.replica(3)),
                    List.of(NEAR, FAR));

    /// Every one that `ServiceLoader` finds.
    static Stream<FaultSubject> all() {
        return Stream.concat(
                Extensions.of(Fault.class, Fault::name).stream().map(FaultSubject::of),
                Extensions.of(Course.class, Course::name).stream().map(FaultSubject::of));
    }

    private static FaultSubject of(Fault fault) {
        return new FaultSubject(
                fault.name(),
                kinds(fault.injections(CLUSTER, new Prng(1))),
                drill -> drill.during(fault, Duration.ofSeconds(6)));
    }

    private static FaultSubject of(Course course) {
        var injections = new ArrayList<Injection>();
        course.steps(CLUSTER, new Prng(1)).forEach(step -> injections.addAll(step.injections()));
        return new FaultSubject(course.name(), kinds(injections), drill -> drill.carryOut(course));
    }

    private static Map<Class<? extends Injection>, Injection> kinds(List<Injection> injections) {
        var kinds = new LinkedHashMap<Class<? extends Injection>, Injection>();
        injections.forEach(one -> kinds.putIfAbsent(one.getClass(), one));
        return kinds;
    }

    boolean runsIn(Lab lab) {
        return injections.values().stream()
                .allMatch(one -> lab.capabilities().contains(Capability.of(one)));
    }

    /// What the judge of proofs says, and what all judges say.
    record Ended(Verdict proven, Verdict answer) {}

    Ended run(Lab lab, Consumer<Event> evidence) throws Exception {
        Judged.VariantResult result = OneDrill.run(new Disturbed(this), lab, evidence).result();
        Verdict proven =
                result.judges().stream()
                        .filter(judge -> judge.name().equals(new FaultsProven().name()))
                        .map(Judged.JudgeResult::verdict)
                        .findFirst()
                        .orElseThrow();
        return new Ended(proven, result.answer());
    }

    @Override
    public String toString() {
        return name;
    }

    /// A light load, files that can be damaged, and the subject.
    private record Disturbed(FaultSubject subject) implements Scenario {
        @Override
        public String name() {
            return "disturbed";
        }

        @Override
        public String title() {
            return "a light load and " + subject;
        }

        @Override
        public String story() {
            return "";
        }

        @Override
        public List<Variant> variants() {
            return List.of(Variant.holds("only", "the only one"));
        }

        @Override
        public Topology topology(Variant variant, Setting setting) {
            String conf = "appendonly yes\nrepl-diskless-sync-delay 0\nrepl-timeout 60\n";
            return Topology.master(conf).withReplicas(REPLICAS, conf).withClientsAt(NEAR, FAR);
        }

        @Override
        public void run(Drill drill) {
            drill.awaitCaughtUp(Duration.ofSeconds(20));
            drill.load().start(new Writes(20, 100, 10));
            drill.steady(Duration.ofSeconds(2));
            drill.operator().command(M, "SAVE");
            subject.carriedOut().accept(drill);
        }

        @Override
        public Duration convergeAtMost(Setting setting) {
            return Duration.ofSeconds(2);
        }

        @Override
        public List<Checker> judges(Variant variant, Setting setting) {
            return List.of(new ProcessSurvived());
        }
    }
}
