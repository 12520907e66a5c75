package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.NodeId;

/// What can be taken from a node's process: memory and processor time.
public sealed interface ResourceInjection extends Injection {
    NodeId node();

    @Override
    default String describe() {
        String figures =
                switch (this) {
                    case CapMemory(_, long bytes) -> " " + bytes + " B";
                    case LimitCpu(_, double cores) -> " " + cores + " cores";
                };
        return InjectionText.of(this, node(), figures);
    }

    /// Above it the kernel kills the process. Replaces the node's own cap; of several the lowest
    /// counts.
    record CapMemory(NodeId node, long bytes) implements ResourceInjection {}

    /// Of several the lowest counts.
    record LimitCpu(NodeId node, double cores) implements ResourceInjection {}
}
