package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Guard;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Scenario;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A guard as it is named on the command line.
enum GuardName {
    NONE,
    SENTINEL;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The guard with what the scenario gives it.
    ///
    /// @throws UsageError when the scenario does not leave failing over to it
    Guard of(Scenario scenario, Setting setting) throws UsageError {
        return switch (this) {
            case NONE -> Guard.NONE;
            case SENTINEL ->
                    scenario.sentinel(setting)
                            .orElseThrow(() ->
                                    new UsageError(
                                            String.format(
                                                    Locale.ROOT,
                                                    "scenario %s has no failover that Sentinel"
                                                            + " could make; run it without --guard"
                                                            + " sentinel.",
                                                    scenario.name())));
        };
    }

    static final class Converter implements ITypeConverter<GuardName> {
        @Override
        public GuardName convert(String text) {
            return Arrays.stream(values())
                    .filter(one -> one.text().equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    String.format(
                                            Locale.ROOT,
                                            "there is no guard '%s'; use %s.",
                                            text,
                                            Arrays.stream(values())
                                                    .map(GuardName::text)
                                                    .collect(Collectors.joining(" or ")))));
        }
    }
}
