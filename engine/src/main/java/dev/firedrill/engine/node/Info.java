package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.resp.Args;
import java.util.List;

/// The text of INFO: Redis's fields, and a few of our own.
final class Info {
    /// The server whose behaviour is reproduced.
    static final String VERSION = "7.0.15";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final List<String> SECTIONS =
            List.of(
                    "server",
                    "clients",
                    "memory",
                    "persistence",
                    "stats",
                    "replication",
                    "cpu",
                    "errorstats",
                    "cluster",
                    "keyspace");

    private final NodeContext node;
    private final StringBuilder text = new StringBuilder();

    Info(NodeContext node) {
        this.node = node;
    }

    String text(Args args) {
        for (String section : SECTIONS) {
            if (wanted(args, section)) {
                if (!text.isEmpty()) {
                    text.append("\r\n");
                }
                append(section);
            }
        }
        return text.toString();
    }

    private static boolean wanted(Args args, String section) {
        boolean named = args.count() == 1;
        for (int i = 1; i < args.count(); i++) {
            String word = Dispatcher.lower(args.text(i));
            named |= word.equals(section);
            named |= word.equals("all") || word.equals("everything") || word.equals("default");
        }
        return named;
    }

    private void append(String section) {
        String title = Character.toUpperCase(section.charAt(0)) + section.substring(1);
        text.append("# ").append(title).append("\r\n");
        switch (section) {
            case "server" -> server();
            case "clients" -> clients();
            case "memory" -> memory();
            case "persistence" -> node.persistence.info(this);
            case "stats" -> stats();
            case "replication" -> replication();
            case "errorstats" ->
                    node.stats
                            .errorsByCode()
                            .forEach((code, count) -> put("errorstat_" + code, "count=" + count));
            case "cluster" -> put("cluster_enabled", 0);
            case "keyspace" -> keyspace();
            default -> {
                // CPU time is the process's, which a node does not know.
            }
        }
    }

    void put(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    private void server() {
        put("redis_version", VERSION);
        put("firedrill_version", "0.1.0");
        put("redis_mode", "standalone");
        put("arch_bits", 64);
        put("run_id", node.runId);
        put("tcp_port", node.config.port());
        put("uptime_in_seconds", (node.nowNanos - node.startedNanos) / NANOS_PER_SECOND);
        put("config_file", node.config.path());
    }

    private void clients() {
        long replicas = node.masterSide.replicas().size();
        put("connected_clients", node.sessions.size() - replicas);
        put("maxclients", node.settings.clientsMax);
        put("blocked_clients", node.waiters.count() + node.blockedClients.count());
    }

    private void memory() {
        put("used_memory", node.usedMemoryBytes());
        put("used_memory_dataset", node.keyspace.usedBytes());
        put("maxmemory", node.settings.maxMemoryBytes);
        put("maxmemory_policy", node.config.text("maxmemory-policy"));
        put("mem_replication_backlog", node.replication.allocatedBytes());
        put("mem_clients_slaves", node.masterSide.bufferBytes());
        put(
                "mem_total_replication_buffers",
                node.replication.allocatedBytes() + node.masterSide.bufferBytes());
        put("mem_snapshot_buffers", node.snapshots.bufferBytes());
    }

    private void stats() {
        Stats stats = node.stats;
        put("total_connections_received", stats.connections);
        put("total_commands_processed", stats.commands);
        put("instantaneous_ops_per_sec", stats.commandsPerSecond());
        put("total_net_input_bytes", stats.bytesIn);
        put("total_net_output_bytes", stats.bytesOut);
        put("total_net_repl_input_bytes", stats.replicationBytesIn);
        put("total_net_repl_output_bytes", stats.replicationBytesOut);
        put("rejected_connections", stats.rejectedConnections);
        put("sync_full", node.masterSide.resyncs.full());
        put("sync_partial_ok", node.masterSide.resyncs.partialOk());
        put("sync_partial_err", node.masterSide.resyncs.partialErr());
        put("resync_full_reasons", node.masterSide.resyncs.reasons());
        put("expired_keys", stats.expiredKeys);
        put("evicted_keys", 0);
        put("latest_fork_usec", 0);
        put("total_forks", stats.snapshots);
        put("client_output_buffer_limit_disconnections", stats.outputLimitDisconnections);
        put("total_error_replies", stats.errors);
    }

    private void replication() {
        boolean master = !node.replicaSide.following();
        put("role", master ? "master" : "slave");
        if (!master) {
            replica();
        }
        List<Replica> replicas = node.masterSide.replicas();
        put("connected_slaves", replicas.size());
        if (node.settings.replicasToWriteMin > 0) {
            put("min_slaves_good_slaves", node.masterSide.goodReplicas());
        }
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            put(
                    "slave" + i,
                    "ip=%s,port=%d,state=%s,offset=%d,lag=%d"
                            .formatted(
                                    replica.host(),
                                    replica.session.announcedPort,
                                    replica.state.word(),
                                    replica.ackedOffset,
                                    (node.nowNanos - replica.ackedAtNanos) / NANOS_PER_SECOND));
        }
        put("master_failover_state", "no-failover");
        put("master_replid", node.replication.primaryId());
        put("master_replid2", node.replication.secondaryId());
        put("master_repl_offset", node.replication.offset());
        put("second_repl_offset", node.replication.secondaryOffsetMax());
        put("repl_backlog_active", node.replication.active() ? 1 : 0);
        put("repl_backlog_size", node.replication.backlogBytesMin());
        put("repl_backlog_first_byte_offset", node.replication.backlogOffsetMin());
        put("repl_backlog_histlen", node.replication.backlogBytes());
    }

    private void replica() {
        ReplicaSide side = node.replicaSide;
        put("master_host", side.host());
        put("master_port", side.port());
        put("master_link_status", side.streaming() ? "up" : "down");
        put(
                "master_last_io_seconds_ago",
                side.streaming() ? (node.nowNanos - side.lastHeardNanos()) / NANOS_PER_SECOND : -1);
        put("master_sync_in_progress", side.state().syncing() ? 1 : 0);
        put("slave_read_repl_offset", node.replication.offset());
        put("slave_repl_offset", node.replication.offset());
        if (side.state() instanceof LinkState.Receiving) {
            put("master_sync_read_bytes", side.snapshotBytesRead());
        }
        if (!side.streaming()) {
            put(
                    "master_link_down_since_seconds",
                    (node.nowNanos - side.downSinceNanos()) / NANOS_PER_SECOND);
        }
        put("slave_priority", node.config.number("replica-priority"));
        put("slave_read_only", node.settings.replicaReadOnly ? 1 : 0);
        put("replica_announced", 1);
    }

    private void keyspace() {
        for (int i = 0; i < node.keyspace.databases(); i++) {
            var database = node.keyspace.database(i);
            if (database.size() > 0) {
                put(
                        "db" + i,
                        "keys=%d,expires=%d,avg_ttl=0"
                                .formatted(database.size(), database.expiring()));
            }
        }
    }
}
