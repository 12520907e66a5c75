package dev.firedrill.scenarios.cli;

import dev.firedrill.scenarios.catalogue.Catalogue;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a command line names, looked up; what is not there is refused with what there is.
final class ScenarioChoice {
    private ScenarioChoice() {}

    static Scenario named(String name) throws UsageError {
        return Catalogue.find(name)
                .orElseThrow(() ->
                        new UsageError(
                                String.format(
                                        Locale.ROOT,
                                        "there is no scenario '%s'; there are: %s.",
                                        name,
                                        String.join(
                                                ", ",
                                                Catalogue.all().stream()
                                                        .map(Scenario::name)
                                                        .toList()))));
    }

    /// @param name of one variant; null for all
    static List<Variant> variants(Scenario scenario, @Nullable String name) throws UsageError {
        if (name == null) {
            return scenario.variants();
        }
        for (Variant known : scenario.variants()) {
            if (known.name().equals(name)) {
                return List.of(known);
            }
        }
        throw new UsageError(
                String.format(
                        Locale.ROOT,
                        "scenario %s has no variant '%s'; it has: %s.",
                        scenario.name(),
                        name,
                        String.join(
                                ", ", scenario.variants().stream().map(Variant::name).toList())));
    }

    /// Before minutes of work, not after: tried, because permissions do not tell everything.
    static void refuseUnwritable(Path out) throws UsageError {
        try {
            List<Path> absent = absent(out);
            Files.createDirectories(out);
            Files.delete(Files.createTempDirectory(out, ".trying-"));
            for (Path made : absent) {
                Files.delete(made);
            }
        } catch (IOException unwritable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "the folder %s cannot be written to (%s); choose another with --out.",
                            out,
                            FileErrors.reason(unwritable)));
        }
    }

    /// The folder and those above it that do not exist, innermost first.
    private static List<Path> absent(Path folder) {
        var absent = new ArrayList<Path>();
        Path one = folder.toAbsolutePath();
        while (one != null && !Files.exists(one)) {
            absent.add(one);
            one = one.getParent();
        }
        return absent;
    }
}
