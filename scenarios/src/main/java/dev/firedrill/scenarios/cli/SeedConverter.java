package dev.firedrill.scenarios.cli;

import java.security.SecureRandom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A seed as it is given on the command line.
final class SeedConverter implements ITypeConverter<Long> {
    private static final int DRAWN_MAX = 1_000_000;

    static long orDrawn(@Nullable Long given) {
        return given == null ? 1L + new SecureRandom().nextInt(DRAWN_MAX) : given;
    }

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
