package dev.firedrill.faults.lab;

import java.util.List;

/// The cluster that a lab is asked to start.
///
/// @param runId names containers and folders; `[a-z0-9-]`
/// @param seed all chance of the lab comes from it
public record ClusterSpec(
        String runId, long seed, Target target, List<NodeSpec> nodes, List<LinkSpec> links) {
    public ClusterSpec {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }
}
