package dev.firedrill.scenarios.cli;

import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `firedrill list`.
@Command(
        name = "list",
        description = "Lists the scenarios with their variants.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        for (Scenario scenario : Catalogue.all()) {
            System.out.println(scenario.name() + "  " + scenario.title());
            for (Variant variant : scenario.variants()) {
                String expectation =
                        switch (variant.expectation()) {
                            case BREAKS -> "must be caught";
                            case HOLDS -> "must hold";
                        };
                System.out.println(
                        String.format(
                                Locale.ROOT,
                                "    %-28s %-15s %s",
                                variant.name(),
                                expectation,
                                variant.title()));
            }
        }
        return ExitCodes.HELD;
    }
}
