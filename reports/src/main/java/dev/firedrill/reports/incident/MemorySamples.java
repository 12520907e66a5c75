package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What INFO and the kernel said of each node's memory: before the first fault, and last.
final class MemorySamples {
    /// One sample.
    ///
    /// @param bytes of the process, or what the server counts where the lab does not see that
    /// @param bufferBytes of them, what is held for replicas
    record Sample(JournalLine line, long bytes, long bufferBytes, long replicas) {}

    private final AfterFirstFault fault = new AfterFirstFault();
    private final Map<String, Sample> before = new TreeMap<>(NodeOrder.BY_NUMBER);
    private final Map<String, Sample> last = new TreeMap<>(NodeOrder.BY_NUMBER);

    /// The sample that the line holds, when it was taken after the first fault.
    Optional<Sample> hear(JournalLine line) {
        boolean disturbed = fault.hear(line.event());
        if (!(line.event() instanceof Event.Sampled(_, var node, var fields))) {
            return Optional.empty();
        }
        Double bytes = fields.getOrDefault("rss", fields.get("used_memory"));
        if (bytes == null) return Optional.empty();
        double buffers =
                fields.getOrDefault("mem_clients_slaves", 0.0)
                        + fields.getOrDefault("mem_snapshot_buffers", 0.0);
        double replicas = fields.getOrDefault("connected_slaves", 0.0);
        var sample = new Sample(line, bytes.longValue(), (long) buffers, (long) replicas);
        (disturbed ? last : before).put(node, sample);
        return disturbed ? Optional.of(sample) : Optional.empty();
    }

    Optional<Sample> before(String node) {
        return Optional.ofNullable(before.get(node));
    }

    Optional<Sample> last(String node) {
        return Optional.ofNullable(last.get(node));
    }
}
