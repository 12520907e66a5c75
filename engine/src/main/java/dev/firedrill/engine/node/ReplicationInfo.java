package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.Transfer;
import java.util.List;
import java.util.Locale;

/// INFO's section on replication: names and order of redis-server 7.0.
final class ReplicationInfo {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final NodeContext node;
    private final Info info;

    ReplicationInfo(NodeContext node, Info info) {
        this.node = node;
        this.info = info;
    }

    void put() {
        boolean master = !node.replicaSide.following();
        info.put("role", master ? "master" : "slave");
        if (!master) {
            replica();
        }
        List<Replica> replicas = node.masterSide.replicas();
        info.put("connected_slaves", replicas.size());
        if (node.settings.replicasToWriteMin > 0 && node.settings.replicaLagNanosMax > 0) {
            info.put("min_slaves_good_slaves", node.masterSide.goodReplicas());
        }
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            long lag =
                    replica.online()
                            ? (node.nowNanos - replica.ackedAtNanos) / NANOS_PER_SECOND
                            : 0;
            info.put(
                    "slave" + i,
                    String.format(
                            Locale.ROOT,
                            "ip=%s,port=%d,state=%s,offset=%d,lag=%d",

                            // It may hold what would look like a field of its own.
                            PeerLines.printable(replica.host()),
                            replica.session.announcedPort,
                            replica.state.word(),
                            replica.ackedOffset,
                            lag));
        }
        info.put("master_failover_state", node.failover.word());
        // As redis 7.0.15: a replica that SYNC has synchronised knows no history of its master's.
        boolean known = !node.replicaSide.following() || !node.replication.afterSync();
        info.put("master_replid", known ? node.replication.primaryId() : "");
        info.put("master_replid2", node.replication.secondaryId());
        info.put("master_repl_offset", node.replication.offset());
        info.put("second_repl_offset", node.replication.secondaryOffsetMax());
        info.put("repl_backlog_active", node.replication.active() ? 1 : 0);
        info.put("repl_backlog_size", node.replication.backlogBytesMin());
        info.put("repl_backlog_first_byte_offset", node.replication.backlogOffsetMin());
        info.put("repl_backlog_histlen", node.replication.backlogBytes());
    }

    private void replica() {
        ReplicaSide side = node.replicaSide;
        info.put("master_host", side.host());
        info.put("master_port", side.port());
        info.put("master_link_status", side.streaming() ? "up" : "down");
        info.put("master_last_io_seconds_ago", side.streaming() ? silentSeconds() : -1);
        info.put("master_sync_in_progress", side.state().syncing() ? 1 : 0);
        info.put("slave_read_repl_offset", node.replication.offset() + side.unappliedBytes());
        info.put("slave_repl_offset", node.replication.offset());
        if (side.state().syncing()) {
            transfer();
        }
        if (!side.streaming()) {
            info.put("master_link_down_since_seconds", side.downSeconds());
        }
        info.put("slave_priority", node.config.number("replica-priority"));
        info.put("slave_read_only", node.settings.replicaReadOnly ? 1 : 0);
        info.put("replica_announced", node.config.yes("replica-announced") ? 1 : 0);
    }

    private long silentSeconds() {
        return (node.nowNanos - node.replicaSide.lastHeardNanos()) / NANOS_PER_SECOND;
    }

    /// A snapshot that ends with a mark has no length: 0. One that was not announced yet: -1.
    private void transfer() {
        long total =
                switch (node.replicaSide.state()) {
                    case LinkState.Receiving(_, _, Transfer.Sized(long bytes)) -> bytes;
                    case LinkState.Receiving _ -> 0;
                    case LinkState.Offline _,
                            LinkState.Connecting _,
                            LinkState.Handshaking _,
                            LinkState.AwaitingSnapshot _,
                            LinkState.Streaming _ ->
                            -1;
                };
        long read = node.replicaSide.snapshotBytesRead();
        double percent = total == 0 ? 0 : 100.0 * read / total;
        info.put("master_sync_total_bytes", total);
        info.put("master_sync_read_bytes", read);
        info.put("master_sync_left_bytes", total - read);
        info.put("master_sync_perc", String.format(Locale.ROOT, "%.2f", percent));
        info.put("master_sync_last_io_seconds_ago", silentSeconds());
    }
}
