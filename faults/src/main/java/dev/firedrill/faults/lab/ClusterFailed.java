package dev.firedrill.faults.lab;

import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A node of the cluster could not be brought to answer; the message names it and quotes its last
/// log lines.
public final class ClusterFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<NodeId> node;
    private final transient List<String> lastLines;

    public ClusterFailed(String message) {
        super(message);
        node = Optional.empty();
        lastLines = List.of();
    }

    /// @param how the node failed to come up, as a clause after its name
    /// @param lastLines of its log
    public ClusterFailed(NodeId node, String how, List<String> lastLines) {
        super(
                String.format(
                        Locale.ROOT,
                        "node %s %s; its last log lines: %s",
                        node,
                        how,
                        String.join(" | ", lastLines)));
        this.node = Optional.of(node);
        this.lastLines = List.copyOf(lastLines);
    }

    /// Which node it was, where it was one.
    public Optional<NodeId> node() {
        return node;
    }

    /// What that node logged last.
    public List<String> lastLines() {
        return lastLines;
    }
}
