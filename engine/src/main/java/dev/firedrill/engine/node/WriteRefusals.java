package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.WriteRefusal;
import java.util.EnumMap;
import java.util.Map;

/// Reports when this server begins to refuse writes, and when it would take them again. A reason
/// that no client has met is no event: every replica is read-only all day long.
final class WriteRefusals {
    private final NodeContext node;

    /// How many writes were refused for each present reason.
    private final Map<WriteRefusal, Long> refused = new EnumMap<>(WriteRefusal.class);

    WriteRefusals(NodeContext node) {
        this.node = node;
    }

    void refused(WriteRefusal kind) {
        if (refused.merge(kind, 1L, Long::sum) == 1) {
            node.report(new NodeEvent.WriteRefusalEntered(kind));
        }
    }

    /// @param noMemory whether more is used than `maxmemory` and nothing more can be evicted
    void cron(boolean noMemory) {
        if (refused.isEmpty()) {
            return;
        }
        for (WriteRefusal kind : WriteRefusal.values()) {
            Long writes = refused.get(kind);
            if (writes != null && !present(kind, noMemory)) {
                refused.remove(kind);
                node.report(new NodeEvent.WriteRefusalLeft(kind, writes));
            }
        }
    }

    private boolean present(WriteRefusal kind, boolean noMemory) {
        boolean following = node.replicaSide.following();
        return switch (kind) {
            case DISK_ERROR -> node.persistence.writeRefusal() != null;
            case TOO_FEW_REPLICAS -> !following && !node.masterSide.enoughGoodReplicas();
            case READ_ONLY_REPLICA -> following && node.settings.replicaReadOnly;
            case MEMORY -> noMemory || node.room.exhausted();
        };
    }
}
