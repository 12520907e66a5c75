package dev.firedrill.faults.fault;

import java.util.Locale;

/// The name of a fault or a course on the command line and in reports: that of its record in kebab
/// case.
final class CatalogueName {
    private CatalogueName() {}

    static String of(Class<?> type) {
        var name = new StringBuilder();
        for (char letter : type.getSimpleName().toCharArray()) {
            if (Character.isUpperCase(letter) && !name.isEmpty()) {
                name.append('-');
            }
            name.append(letter);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
