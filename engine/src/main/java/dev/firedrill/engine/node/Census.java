package dev.firedrill.engine.node;

import java.util.Locale;

/// Every five seconds the log says what is held and by how many it is used, to whom reads it that
/// closely: databases at `verbose`, clients at `debug`. Source: texts of redis-server 7.0.
final class Census {
    private static final long PERIOD_NANOS = 5_000_000_000L;

    private final NodeContext node;
    private long nextNanos = Long.MIN_VALUE;

    Census(NodeContext node) {
        this.node = node;
    }

    void cron() {
        if (node.nowNanos < nextNanos) {
            return;
        }
        nextNanos = node.nowNanos + PERIOD_NANOS;
        for (int i = 0; i < node.keyspace.databases(); i++) {
            var database = node.keyspace.database(i);
            if (database.size() > 0) {
                node.verbose(() ->
                        String.format(
                                Locale.ROOT,
                                "DB %d: %d keys (%d volatile).",
                                database.index(),
                                database.size(),
                                database.expiring()));
            }
        }
        node.debug(() ->
                String.format(
                        Locale.ROOT,
                        "%d clients connected (%d replicas), %d bytes in use",
                        node.sessions.size() - node.masterSide.replicas().size(),
                        node.masterSide.replicas().size(),
                        node.usedMemoryBytes()));
    }
}
