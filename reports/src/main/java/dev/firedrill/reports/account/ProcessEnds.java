package dev.firedrill.reports.account;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// When the processes of nodes have ended: a command takes effect in the process that it was sent
/// to, or never.
final class ProcessEnds {
    private final Map<String, TreeSet<Long>> byNode = new TreeMap<>();

    void add(String node, long atNanos) {
        byNode.computeIfAbsent(node, _ -> new TreeSet<>()).add(atNanos);
    }

    /// When the process ended that a node had at that time; [Long#MAX_VALUE] while it lives.
    long after(String node, long nanos) {
        TreeSet<Long> ends = byNode.get(node);
        Long end = ends == null ? null : ends.ceiling(nanos);
        return end == null ? Long.MAX_VALUE : end;
    }
}
