package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.option.Setting;
import java.util.List;

/// Headers of runs that tests make.
public final class Headers {
    private Headers() {}

    /// A run of one variant, which answers for itself.
    public static Event.RunHeader single(
            Scenario scenario, Variant variant, Setting setting, long seed) {
        return of(scenario, List.of(variant), setting, seed, true);
    }

    /// A run of all variants that this project's engine can run in the simulator.
    public static Event.RunHeader whole(Scenario scenario, Setting setting, long seed) {
        return of(scenario, applicable(scenario), setting, seed, false);
    }

    /// What this project's engine can run in the simulator.
    public static List<Variant> applicable(Scenario scenario) {
        var lab = new SimLab();
        return scenario.variants().stream()
                .filter(one -> lab.lacks(Target.FIREDRILL, scenario.needs(one)).isEmpty())
                .toList();
    }

    private static Event.RunHeader of(
            Scenario scenario, List<Variant> variants, Setting setting, long seed, boolean single) {
        return new Event.RunHeader(
                scenario.name(),
                scenario.title(),
                scenario.story(),
                "./firedrill run " + scenario.name(),
                "sim",
                "firedrill",
                "commit",
                seed,
                setting.texts(),
                "simulated",
                variants.stream().map(Variant::name).toList(),
                single);
    }
}
