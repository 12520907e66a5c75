package dev.firedrill.engine.node;

import dev.firedrill.engine.base.DecimalText;
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
                    "modules",
                    "commandstats",
                    "errorstats",
                    "latencystats",
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
        boolean byDefault = !section.equals("commandstats") && !section.equals("latencystats");
        boolean named = args.count() == 1 && byDefault;
        for (int i = 1; i < args.count(); i++) {
            named |=
                    switch (Dispatcher.lower(args.text(i))) {
                        case "all", "everything" -> true;
                        case "default" -> byDefault;
                        default -> args.text(i).equalsIgnoreCase(section);
                    };
        }
        return named;
    }

    private void append(String section) {
        String title =
                section.equals("cpu")
                        ? "CPU"
                        : Character.toUpperCase(section.charAt(0)) + section.substring(1);
        text.append("# ").append(title).append("\r\n");
        switch (section) {
            case "server" -> server();
            case "clients" -> clients();
            case "memory" -> memory();
            case "persistence" -> {
                node.persistence.info(this);
                InfoConstants.persistence(this);
                node.persistence.infoOfLog(this);
                node.loadingProgress.info(this);
            }
            case "stats" -> stats();
            case "replication" -> new ReplicationInfo(node, this).put();
            case "errorstats" ->
                    node.stats
                            .errorsByCode()
                            .forEach((code, count) -> put("errorstat_" + code, "count=" + count));
            case "cluster" -> put("cluster_enabled", 0);
            case "keyspace" -> keyspace();
            case "commandstats" -> new InfoUse(node).commands(this);
            case "latencystats" -> new InfoUse(node).latencies(this);
            case "cpu" -> new InfoOfProcess(node, this).cpu();
            default -> {
                // There are no modules.
            }
        }
    }

    /// The same number of bytes twice: for programs, and for people.
    void putBytes(String name, long bytes) {
        put(name, bytes);
        put(name + "_human", human(bytes));
    }

    /// As redis-server 7.0 writes it.
    static String human(long bytes) {
        String[] units = {"K", "M", "G", "T", "P"};
        if (bytes < 1024) {
            return bytes + "B";
        }
        long one = 1024;
        int unit = 0;
        while (bytes / one >= 1024 && unit < units.length - 1) {
            one *= 1024;
            unit++;
        }
        return DecimalText.of(bytes, one, 2) + units[unit];
    }

    private static String percent(long part, long whole) {
        return (whole == 0 ? "0.00" : DecimalText.of(100 * part, whole, 2)) + "%";
    }

    void put(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    private void server() {
        var process = new InfoOfProcess(node, this);
        long uptimeSeconds = (node.nowNanos - node.startedNanos) / NANOS_PER_SECOND;
        put("redis_version", VERSION);
        put("redis_git_sha1", "00000000");
        put("redis_git_dirty", 0);
        put("redis_build_id", "firedrill");
        put("redis_mode", "standalone");
        process.system();
        put("run_id", node.runId);
        put("tcp_port", node.config.port());
        put("server_time_usec", Math.floorDiv(node.wallNanos, 1000L));
        put("uptime_in_seconds", uptimeSeconds);
        put("uptime_in_days", uptimeSeconds / 86_400);
        put("hz", node.config.number("hz"));
        put("configured_hz", node.config.number("hz"));
        put("lru_clock", node.nowSeconds() & 0xffffff);
        process.executable();
        put("config_file", node.config.path());
        put("io_threads_active", 0);
        node.shutdown.info(this);
    }

    private void clients() {
        long replicas = node.masterSide.replicas().size();
        long inputMax = 0;
        long outputMax = 0;
        for (Session session : node.sessions.values()) {
            inputMax = Math.max(inputMax, session.parser.pendingBytes());
            outputMax =
                    Math.max(
                            outputMax,
                            session.out.length() + node.wire.unsentBytes(session.connection));
        }
        int master = node.replicaSide.link() == null ? 0 : 1;
        put("connected_clients", node.sessions.size() - replicas + master);
        put("cluster_connections", 0);
        put("maxclients", node.settings.clientsMax);
        put("client_recent_max_input_buffer", inputMax);
        put("client_recent_max_output_buffer", outputMax);
        long blocked = (long) node.waiters.count() + node.blockedClients.count();
        put("blocked_clients", blocked);
        put("tracking_clients", 0);
        put("clients_in_timeout_table", blocked);
    }

    private void memory() {
        var process = new InfoOfProcess(node, this);
        long used = node.usedMemoryBytes();
        long peak = node.peakMemoryBytes();
        long dataset = node.keyspace.usedBytes();
        putBytes("used_memory", used);
        process.residentMemory();
        putBytes("used_memory_peak", peak);
        put("used_memory_peak_perc", percent(used, peak));
        put("used_memory_overhead", used - dataset);
        put("used_memory_startup", 0);
        put("used_memory_dataset", dataset);
        put("used_memory_dataset_perc", percent(dataset, used));
        process.allocated();
        InfoConstants.scripts(this);
        putBytes("maxmemory", node.settings.maxMemoryBytes);
        put("maxmemory_policy", node.config.text("maxmemory-policy"));
        process.fragmentation();
        put("mem_not_counted_for_evict", node.eviction.uncountedBytes());
        put(
                "mem_replication_backlog",
                node.replication.allocatedBytes() - node.replication.heldForReadersBytes());
        put(
                "mem_total_replication_buffers",
                node.replication.allocatedBytes() + node.masterSide.bufferBytes());
        put("mem_clients_slaves", node.masterSide.heldForReplicasBytes());
        put("mem_clients_normal", node.clientMemoryBytes());
        put("mem_cluster_links", 0);
        put("mem_aof_buffer", node.persistence.aofBufferBytes());
        process.allocator();
        InfoConstants.memory(this);
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
        put("instantaneous_input_kbps", stats.inputRate.kilobytes());
        put("instantaneous_output_kbps", stats.outputRate.kilobytes());
        put("instantaneous_input_repl_kbps", stats.replicationInputRate.kilobytes());
        put("instantaneous_output_repl_kbps", stats.replicationOutputRate.kilobytes());
        put("rejected_connections", stats.rejectedConnections);
        put("sync_full", node.masterSide.resyncs.full());
        put("sync_partial_ok", node.masterSide.resyncs.partialOk());
        put("sync_partial_err", node.masterSide.resyncs.partialErr());
        put("expired_keys", stats.expiredKeys);
        InfoConstants.expiry(this);
        put("evicted_keys", stats.evictedKeys);
        put("evicted_clients", 0);
        put("total_eviction_exceeded_time", node.eviction.aboveNanosTotal() / 1_000_000L);
        put("current_eviction_exceeded_time", node.eviction.aboveNanosNow() / 1_000_000L);
        put("keyspace_hits", node.keyspace.access().hits());
        put("keyspace_misses", node.keyspace.access().misses());
        put("pubsub_channels", node.pubSub.channelCount());
        put("pubsub_patterns", node.pubSub.patternCount());
        put("pubsubshard_channels", node.pubSub.shardChannelCount());
        put("latest_fork_usec", 0);
        put("total_forks", stats.snapshots);
        InfoConstants.defragmentationAndTracking(this);
        put("unexpected_error_replies", stats.unexpectedErrors);
        put("total_error_replies", stats.errors);
        put("dump_payload_sanitizations", 0);
        put("total_reads_processed", stats.reads);
        put("total_writes_processed", stats.writes);
        InfoConstants.threadsAndBuffers(this);
        put("client_output_buffer_limit_disconnections", stats.outputLimitDisconnections);
        put("resync_full_reasons", node.masterSide.resyncs.reasons());
        put("full_resyncs_in_progress", node.masterSide.fullResyncs());
    }

    private void keyspace() {
        for (int i = 0; i < node.keyspace.databases(); i++) {
            var database = node.keyspace.database(i);
            if (database.size() > 0) {
                put(
                        "db" + i,
                        "keys="
                                + database.size()
                                + ",expires="
                                + database.expiring()
                                + ",avg_ttl="
                                + database.averageTtlMillis());
            }
        }
    }
}
