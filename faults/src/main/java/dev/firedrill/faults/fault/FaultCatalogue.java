package dev.firedrill.faults.fault;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Every fault there is, by name: read off the sealed family, so that nothing has to be registered.
public final class FaultCatalogue {
    private FaultCatalogue() {}

    public record Entry(String name, Class<? extends Fault> type) {}

    /// Sorted by name; the order of `permits` means nothing.
    public static List<Entry> entries() {
        return Arrays.stream(Fault.class.getPermittedSubclasses())
                .map(type -> new Entry(nameOf(type), type.asSubclass(Fault.class)))
                .sorted(Comparator.comparing(Entry::name))
                .toList();
    }

    static String nameOf(Class<?> type) {
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
