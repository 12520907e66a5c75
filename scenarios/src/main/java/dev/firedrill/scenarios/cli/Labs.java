package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.docker.DockerLab;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.sim.SimLab;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The labs by name.
final class Labs {
    private Labs() {}

    /// @param ignored simple names of injections that are accepted and not carried out
    /// @param costs of the machine that the simulator stands for
    static Lab named(LabName name, List<String> ignored, CostModel costs) throws UsageError {
        List<Class<? extends Injection>> kinds = kinds(ignored);
        return switch (name) {
            case SIM -> new SimLab(kinds, costs);
            case DOCKER -> new DockerLab(kinds);
        };
    }

    private static List<Class<? extends Injection>> kinds(List<String> names) throws UsageError {
        var kinds = new ArrayList<Class<? extends Injection>>();
        for (String name : names) {
            kinds.add(
                    Injection.kinds().stream()
                            .filter(type -> type.getSimpleName().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new UsageError(
                                            String.format(
                                                    Locale.ROOT,
                                                    "there is no injection '%s'.",
                                                    name))));
        }
        return kinds;
    }
}
