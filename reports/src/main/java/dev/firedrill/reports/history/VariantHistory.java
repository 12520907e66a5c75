package dev.firedrill.reports.history;

import java.util.ArrayList;
import java.util.List;

/// The events of one variant, in order of time. `began` is also the first of `events`, so that a
/// judge, which sees the events alone, knows the nodes and the first master.
public record VariantHistory(Event.VariantBegan began, List<Event> events) {
    public VariantHistory {
        events = List.copyOf(events);
        if (events.isEmpty() || !events.getFirst().equals(began)) {
            throw new IllegalArgumentException(
                    "the events of a variant start with its VariantBegan");
        }
    }

    /// Cuts the events of a whole run where variants begin.
    public static List<VariantHistory> split(List<Event> run) {
        var variants = new ArrayList<VariantHistory>();
        int start = 0;
        for (int i = 1; i <= run.size(); i++) {
            if (i < run.size() && !(run.get(i) instanceof Event.VariantBegan)) continue;
            if (!(run.get(start) instanceof Event.VariantBegan began)) {
                throw new IllegalArgumentException("a run starts with a VariantBegan");
            }
            variants.add(new VariantHistory(began, run.subList(start, i)));
            start = i;
        }
        return List.copyOf(variants);
    }
}
