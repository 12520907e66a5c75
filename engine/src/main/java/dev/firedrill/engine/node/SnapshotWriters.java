package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofBaseWriter;
import dev.firedrill.engine.keyspace.SnapshotWriter;
import dev.firedrill.engine.rdb.RdbHeader;
import dev.firedrill.engine.rdb.RdbWriter;

/// In which form a snapshot is written, and what stands before its entries.
final class SnapshotWriters {
    private final NodeContext node;

    SnapshotWriters(NodeContext node) {
        this.node = node;
    }

    /// For the base of a rewritten append-only log: a snapshot as any other, or commands.
    SnapshotWriter base() {
        if (node.config.yes("aof-use-rdb-preamble")) {
            return snapshot(true);
        }
        var commands = new AofBaseWriter(node.transit);
        if (node.config.yes("aof-timestamp-enabled")) {
            commands.timestamp(node.nowSeconds());
        }
        return commands;
    }

    RdbWriter snapshot(boolean appendOnlyBase) {
        var writer =
                new RdbWriter(
                        node.config.yes("rdbcompression"),
                        node.config.yes("rdbchecksum"),
                        node.transit);
        writer.begin(header(appendOnlyBase).aux());
        return writer;
    }

    private RdbHeader header(boolean appendOnlyBase) {
        boolean placed = node.replication.active() && !appendOnlyBase;
        return new RdbHeader(
                node.nowSeconds(),
                node.usedMemoryBytes(),
                Math.max(0, node.propagation.replicasSelected()),
                placed ? node.replication.primaryId().hex() : "",
                node.replication.offset(),
                appendOnlyBase);
    }
}
