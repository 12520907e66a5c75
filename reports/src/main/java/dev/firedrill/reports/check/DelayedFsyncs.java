package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What servers count of fsyncs that kept them waiting, and which of them fsync by no schedule of
/// their own.
final class DelayedFsyncs {
    private static final int EVIDENCE_MAX = 5;

    private final Map<String, Long> last = new TreeMap<>();
    private final SortedSet<String> withoutFsync = new TreeSet<>();
    private final List<String> evidence = new ArrayList<>();
    private long total;

    void hear(Event event) {
        if (event instanceof Event.ConfigFileObserved(_, var node, _, var lines)) {
            boolean no =
                    lines.stream().anyMatch(line -> line.strip().matches("(?i)appendfsync\\s+no"));
            if (no) withoutFsync.add(node);
        } else if (event instanceof Event.ConfigObserved(_, var node, _, var values)) {
            if ("no".equals(values.get("appendfsync"))) withoutFsync.add(node);
        } else if (event instanceof Event.OperatorActed acted
                && acted.action() instanceof OperatorAction.ConfigSet(var values)
                && "no".equalsIgnoreCase(values.get("appendfsync"))) {
            withoutFsync.add(acted.node());
        } else if (event instanceof Event.ProcessStarted started) {
            // It counts from zero again.
            last.put(started.node(), 0L);
        }
    }

    /// @param count as INFO says it
    void counted(String node, long count) {
        long more = count - last.getOrDefault(node, 0L);
        last.put(node, count);
        if (more > 0) {
            total += more;
            if (evidence.size() < EVIDENCE_MAX) {
                evidence.add(node + " counted " + more + " more, " + count + " since its start");
            }
        }
    }

    long total() {
        return total;
    }

    List<String> evidence() {
        return List.copyOf(evidence);
    }

    SortedSet<String> nodesWithoutFsync() {
        return withoutFsync;
    }
}
