package dev.firedrill.scenarios.cli;

import java.util.Arrays;
import java.util.Locale;
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

    static final class Converter implements ITypeConverter<LabName> {
        @Override
        public LabName convert(String text) {
            return Arrays.stream(values())
                    .filter(one -> one.text().equals(text))
                    .findFirst()
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
