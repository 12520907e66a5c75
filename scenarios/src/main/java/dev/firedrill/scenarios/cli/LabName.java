package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.PerLab;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A lab as it is named on the command line.
enum LabName {
    SIM,
    DOCKER;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Picks this lab's value where labs differ.
    PerLab.Choice choice() {
        return switch (this) {
            case SIM -> PerLab::sim;
            case DOCKER -> PerLab::docker;
        };
    }

    static Optional<LabName> named(String text) {
        return Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst();
    }

    static final class Converter implements ITypeConverter<LabName> {
        @Override
        public LabName convert(String text) {
            return named(text)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    String.format(
                                            Locale.ROOT,
                                            "there is no lab '%s'; use %s.",
                                            text,
                                            Arrays.stream(values())
                                                    .map(LabName::text)
                                                    .collect(Collectors.joining(" or ")))));
        }
    }
}
