package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Elements that were pushed to a list, and never taken from it.
final class Pushes {
    private final Map<String, List<Long>> acknowledgedAtNanos = new TreeMap<>();

    void push(String element, long atNanos, boolean acknowledged) {
        List<Long> times = acknowledgedAtNanos.computeIfAbsent(element, _ -> new ArrayList<>(1));
        if (acknowledged) times.add(atNanos);
    }

    /// @param lost told of each element that is missing
    /// @return how many elements were compared
    long read(Event.KeyRead seen, String key, List<String> lost) {
        Map<String, Integer> found = new TreeMap<>();
        seen.elements().forEach(element -> found.merge(element, 1, Integer::sum));
        long compared = 0;
        for (var entry : acknowledgedAtNanos.entrySet()) {
            long wanted =
                    entry.getValue().stream().filter(at -> at < seen.invokedAtNanos()).count();
            compared += wanted;
            int there = found.getOrDefault(entry.getKey(), 0);
            if (there < wanted) {
                lost.add(
                        String.format(
                                Locale.ROOT,
                                "%s: '%s' was pushed %d times, read %d times on %s",
                                key,
                                entry.getKey(),
                                wanted,
                                there,
                                seen.node()));
            }
        }
        return compared;
    }
}
