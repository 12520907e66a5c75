package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which replicas have lost their link since the first fault, and have not asked any master for a
/// resync since. A master may notice the end of the old link only when the replica has a new one,
/// so links are counted.
final class ReplicaLinks {
    /// How many links each master has to each replica.
    private final Map<String, Map<String, Integer>> byMaster = new TreeMap<>();

    private final TreeSet<String> lost = new TreeSet<>();

    /// @param disturbed whether a fault has begun
    void hear(Event event, boolean disturbed) {
        if (event instanceof Event.ResyncDecided decided) {
            links(decided.master()).merge(decided.replica(), 1, Integer::sum);
        } else if (event instanceof Event.ReplicaClosed closed) {
            links(closed.master())
                    .computeIfPresent(
                            closed.replica(), (_, count) -> count == 1 ? null : count - 1);
            if (disturbed) lost.add(closed.replica());
        } else if (event instanceof Event.ProcessExited exited) {
            Map<String, Integer> gone = byMaster.remove(exited.node());
            if (disturbed && gone != null) lost.addAll(gone.keySet());
        }
    }

    private Map<String, Integer> links(String master) {
        return byMaster.computeIfAbsent(master, _ -> new TreeMap<>());
    }

    /// In the order of their names.
    List<String> unaccountedFor() {
        return lost.stream()
                .filter(replica ->
                        byMaster.values().stream().noneMatch(links -> links.containsKey(replica)))
                .toList();
    }
}
