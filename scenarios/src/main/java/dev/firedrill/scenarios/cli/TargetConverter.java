package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Target;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A server by the name that it has on the command line.
final class TargetConverter implements ITypeConverter<Target> {
    @Override
    public Target convert(String text) {
        return Arrays.stream(Target.values())
                .filter(one -> text(one).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException(
                                String.format(
                                        Locale.ROOT,
                                        "there is no target '%s'; use firedrill, redis or valkey.",
                                        text)));
    }

    static String text(Target target) {
        return target.name().toLowerCase(Locale.ROOT);
    }
}
