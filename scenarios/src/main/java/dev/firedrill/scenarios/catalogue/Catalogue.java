package dev.firedrill.scenarios.catalogue;

import dev.firedrill.scenarios.run.Scenario;
import java.util.List;
import java.util.Optional;

/// Every scenario there is.
public final class Catalogue {
    private Catalogue() {}

    public static List<Scenario> all() {
        return List.of(
                new Twilio2013(),
                new SlowDiskAof(),
                new MemoryCapResync(),
                new EndlessFullResync());
    }

    public static Optional<Scenario> find(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
