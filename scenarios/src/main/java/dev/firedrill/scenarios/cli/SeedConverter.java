package dev.firedrill.scenarios.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A seed as it is given on the command line.
final class SeedConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            throw new TypeConversionException(
                    String.format(Locale.ROOT, "'%s' is no whole number.", text));
        }
    }
}
