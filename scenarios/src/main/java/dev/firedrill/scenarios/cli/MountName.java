package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ConfMount;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How redis.conf is mounted, as it is named on the command line.
final class MountName implements ITypeConverter<ConfMount> {
    static String of(ConfMount mount) {
        return switch (mount) {
            case FOLDER -> "folder";
            case SINGLE_FILE -> "file";
        };
    }

    @Override
    public ConfMount convert(String text) {
        for (ConfMount mount : ConfMount.values()) {
            if (of(mount).equals(text)) return mount;
        }
        throw new TypeConversionException(
                String.format(Locale.ROOT, "'%s' mounts nothing; use folder or file.", text));
    }
}
