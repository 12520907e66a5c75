package dev.firedrill.faults.fault;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/// Every fault that `ServiceLoader` finds, by name: ours and those of users.
public final class FaultCatalogue {
    private FaultCatalogue() {}

    /// @param usual the fault with its usual figures
    public record Entry(String name, Fault usual) {}

    /// Sorted by name; the order on the class path means nothing.
    public static List<Entry> entries() {
        return ServiceLoader.load(Fault.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(fault -> new Entry(fault.name(), fault))
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
