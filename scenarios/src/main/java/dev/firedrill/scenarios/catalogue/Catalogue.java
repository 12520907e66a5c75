package dev.firedrill.scenarios.catalogue;

import dev.firedrill.scenarios.run.Extensions;
import dev.firedrill.scenarios.run.Scenario;
import java.util.List;
import java.util.Optional;

/// Every scenario there is, by name: ours and those on the user's class path.
public final class Catalogue {
    private Catalogue() {}

    public static List<Scenario> all() {
        return Extensions.of(Scenario.class, Scenario::name);
    }

    public static Optional<Scenario> find(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
