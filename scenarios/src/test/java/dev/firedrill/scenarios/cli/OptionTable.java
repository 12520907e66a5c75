package dev.firedrill.scenarios.cli;

import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.run.Scenario;
import java.util.Locale;

/// The table of options in README, as the scenarios have them.
final class OptionTable {
    private OptionTable() {}

    static String markdown() {
        var table = new StringBuilder("| scenario | option | meaning, bounds and default |\n");
        table.append("|---|---|---|\n");
        for (Scenario scenario : Catalogue.all()) {
            for (Parameter<?> parameter : scenario.parameters()) {
                table.append(
                        String.format(
                                Locale.ROOT,
                                "| `%s` | `--%s` | %s |\n",
                                scenario.name(),
                                parameter.name(),
                                parameter.meaning()));
            }
        }
        return table.toString();
    }
}
