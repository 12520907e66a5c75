package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Every resync from its decision to its end, or without one.
final class ResyncLedger {
    private final Map<String, Event.ResyncDecided> open = new TreeMap<>(NodeOrder.BY_NUMBER);
    private final List<Resync> closed = new ArrayList<>();

    void hear(Event event) {
        if (event instanceof Event.ResyncDecided decided) {
            Event.ResyncDecided unfinished = open.put(decided.replica(), decided);
            if (unfinished != null) closed.add(withoutEnd(unfinished));
        } else if (event instanceof Event.ResyncEnded ended) {
            Event.ResyncDecided began = open.remove(ended.replica());
            if (began != null) {
                closed.add(
                        resync(
                                began,
                                ended.bytes(),
                                OptionalLong.of(ended.atNanos() - began.atNanos())));
            }
        }
    }

    private static Resync withoutEnd(Event.ResyncDecided decided) {
        return resync(decided, OptionalLong.empty(), OptionalLong.empty());
    }

    private static Resync resync(
            Event.ResyncDecided decided, OptionalLong sentBytes, OptionalLong tookNanos) {
        return new Resync(
                decided.atNanos(),
                decided.master(),
                decided.replica(),
                decided.kind(),
                decided.reason(),
                decided.missingBytes(),
                decided.backlogBytes(),
                sentBytes,
                tookNanos);
    }

    /// In the order of their decisions.
    List<Resync> resyncs() {
        var all = new ArrayList<>(closed);
        open.values().forEach(decided -> all.add(withoutEnd(decided)));
        all.sort(Comparator.comparingLong(Resync::atNanos));
        return List.copyOf(all);
    }
}
