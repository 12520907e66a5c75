package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// How far the replication stream of each master has grown since links were last disturbed, from
/// the offsets that INFO tells once a second.
final class StreamGrowth {
    private static final String OFFSET = "master_repl_offset";

    private final Map<String, Long> latest = new TreeMap<>();
    private final Map<String, Long> atFault = new TreeMap<>();

    void hear(Event event) {
        if (event instanceof Event.Sampled(_, var node, var fields)) {
            Double offset = fields.get(OFFSET);
            if (offset != null) latest.put(node, offset.longValue());
        } else if (event instanceof Event.FaultPlanned planned
                && planned.injections().stream()
                        .anyMatch(one -> one.kind().area() == InjectionKind.Area.LINK)) {
            atFault.putAll(latest);
        }
    }

    /// Bytes since the links of the cluster were last disturbed; empty where that is not known.
    OptionalLong since(String master, long offset) {
        Long before = atFault.get(master);
        return before == null || offset <= before
                ? OptionalLong.empty()
                : OptionalLong.of(offset - before);
    }
}
