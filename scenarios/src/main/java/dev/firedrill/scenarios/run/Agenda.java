package dev.firedrill.scenarios.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is due at moments of lab time while a scenario waits: steps of courses, and the ends of
/// faults whose time is over. It is done on the scenario's thread, between two waits of the lab.
final class Agenda {
    private final TreeMap<Long, List<Runnable>> due = new TreeMap<>();
    private boolean working;

    void at(long nanos, Runnable what) {
        due.computeIfAbsent(nanos, _ -> new ArrayList<>()).add(what);
    }

    /// How long a wait may last from now on; `Long.MAX_VALUE` while something is being done, so
    /// that what is done may wait, too.
    long untilNextNanos(long nowNanos) {
        return working || due.isEmpty() ? Long.MAX_VALUE : Math.max(0, due.firstKey() - nowNanos);
    }

    /// Does what is due by now, in the order of its moments.
    void workOff(long nowNanos) {
        if (working) return;
        working = true;
        try {
            while (!due.isEmpty() && due.firstKey() <= nowNanos) {
                Map.Entry<Long, List<Runnable>> first = due.pollFirstEntry();
                first.getValue().forEach(Runnable::run);
            }
        } finally {
            working = false;
        }
    }
}
