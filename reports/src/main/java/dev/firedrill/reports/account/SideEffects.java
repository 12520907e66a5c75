package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How often clients did each thing outside the cluster, for example charged one card for one
/// invoice.
public final class SideEffects {
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
    private Event.@Nullable SideEffect last;
    private int countOfLast;

    void hear(Event event) {
        if (event instanceof Event.SideEffect effect) {
            countOfLast =
                    counts.computeIfAbsent(effect.what(), _ -> new LinkedHashMap<>())
                            .merge(effect.key(), 1, Integer::sum);
            last = effect;
        }
    }

    /// How often the same thing has been done so far. Nearly always asked for the event that was
    /// heard last, which needs no search.
    public int count(Event.SideEffect effect) {
        return effect.equals(last)
                ? countOfLast
                : byKey(effect.what()).getOrDefault(effect.key(), 0);
    }

    /// How often each thing of one kind was done, in the order in which they were done first.
    public Map<String, Integer> byKey(String what) {
        return counts.getOrDefault(what, Map.of());
    }
}
