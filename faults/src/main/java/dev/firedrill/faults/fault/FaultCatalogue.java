package dev.firedrill.faults.fault;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/// Every fault and every course that `ServiceLoader` finds, by name: ours and those of users.
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

    /// With their usual figures, sorted by name.
    public static List<Course> courses() {
        return ServiceLoader.load(Course.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Course::name))
                .toList();
    }
}
