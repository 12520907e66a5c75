package dev.firedrill.scenarios.run;

import dev.firedrill.faults.fault.Course;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// A master with two replicas under a light load, and what a test does to them.
record OneDrill(List<Course> declared, Consumer<Drill> disturbance) implements Scenario {
    static Runner.Outcome run(Scenario scenario, Lab lab, Consumer<Event> evidence)
            throws Exception {
        Variant variant = scenario.variants().getFirst();
        Setting setting = Setting.defaults(lab.values(), List.of());
        Event.RunHeader header = Headers.single(scenario, variant, setting, 7);
        return new Runner(lab, Target.FIREDRILL, header)
                .run(scenario, variant, setting, "id", evidence, _ -> {});
    }

    static Runner.Outcome run(Consumer<Drill> disturbance, Consumer<Event> evidence)
            throws Exception {
        return run(new OneDrill(List.of(), disturbance), new SimLab(), evidence);
    }

    @Override
    public String name() {
        return "one-drill";
    }

    @Override
    public String title() {
        return "a light load and a disturbance";
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
    public List<Course> courses(Variant variant, Setting setting) {
        return declared;
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf = "appendonly yes\nrepl-diskless-sync-delay 0\n";
        return Topology.master(conf).withReplicas(2, conf);
    }

    @Override
    public void run(Drill drill) {
        drill.awaitCaughtUp(Duration.ofSeconds(20));
        drill.load().start(new Writes(50, 100, 10));
        drill.steady(Duration.ofSeconds(2));
        disturbance.accept(drill);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new Converged());
    }
}
