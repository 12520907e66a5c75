package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.ServerRole;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at nodes from where no fault of a link reaches: configuration, files, datasets, and INFO
/// once a second.
final class Observer {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /// To go through millions of keys takes a server a while.
    private static final Duration DIGEST_MAX = Duration.ofMinutes(2);

    private static final int LOOKS_MAX = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration SAMPLE = Duration.ofSeconds(1);

    /// Without the statistics of each command, which take most of the time and are read by nobody.
    private static final List<String> INFO = List.of("INFO", "default");

    /// What INFO says of the software: which of these are there depends on whose it is.
    private static final List<String> VERSIONS =
            List.of("redis_version", "valkey_version", "firedrill_version");

    /// What is written down of INFO.
    private static final List<String> SAMPLED =
            List.of(
                    "used_memory",
                    "mem_clients_slaves",
                    "mem_replication_backlog",
                    "mem_snapshot_buffers",
                    "master_repl_offset",
                    "slave_repl_offset",
                    "sync_full",
                    "sync_partial_ok",
                    "instantaneous_ops_per_sec",
                    "connected_slaves",
                    "aof_delayed_fsync",
                    "aof_oldest_unsynced_age_ms",
                    "client_output_buffer_limit_disconnections");

    private final Cluster cluster;
    private final Consumer<Event> journal;
    private boolean sampling;

    Observer(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    // INFO once a second.

    void startSampling() {
        sampling = true;
        for (NodeId node : cluster.nodes()) {
            cluster.onLoop(() -> sampleSoon(node));
        }
    }

    void stopSampling() {
        cluster.onLoop(() -> sampling = false);
    }

    private void sampleSoon(NodeId node) {
        if (sampling) {
            cluster.after(SAMPLE, () -> sample(node));
        }
    }

    private void sample(NodeId node) {
        if (!sampling) {
            return;
        }
        if (!cluster.running(node)) {
            sampleSoon(node);
            return;
        }
        cluster.connectAsOperator(
                node,
                new ClientListener() {
                    @Override
                    public void connected(ClientConnection connection) {
                        connection.send(
                                INFO.stream()
                                        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                                        .toList());
                    }

                    @Override
                    public void replied(ClientConnection connection, Reply reply) {
                        if (reply instanceof Reply.Bulk bulk) {
                            sampled(node, bulk.text());
                        }
                        connection.close();
                        sampleSoon(node);
                    }

                    @Override
                    public void closed(ClientConnection connection, String why) {
                        sampleSoon(node);
                    }
                });
    }

    private void sampled(NodeId node, String info) {
        Map<String, String> all = fields(info);
        var fields = new LinkedHashMap<String, Double>();
        for (String name : SAMPLED) {
            String value = all.get(name);
            if (value != null) {
                fields.put(name, Double.parseDouble(value));
            }
        }
        cluster.memoryBytes(node).ifPresent(bytes -> fields.put("rss", (double) bytes));
        journal.accept(new Event.Sampled(cluster.nowNanos(), node.name(), fields));
    }

    /// In the order of INFO. Asked for thousands of times a run, so that the text is cut up without
    /// a stream.
    static Map<String, String> fields(String info) {
        var fields = new LinkedHashMap<String, String>();
        for (int from = 0; from < info.length(); ) {
            int end = info.indexOf('\n', from);
            if (end < 0) end = info.length();
            int colon = info.indexOf(':', from, end);
            if (colon > from) {
                fields.put(info.substring(from, colon), info.substring(colon + 1, end).strip());
            }
            from = end + 1;
        }
        return fields;
    }

    // Looking once.

    Map<String, String> info(NodeId node) {
        return cluster.admin(node, ANSWER_MAX, INFO)
                .map(reply -> fields(reply.describe()))
                .orElseGet(LinkedHashMap::new);
    }

    /// How far the node is in its master's stream, or in its own; zero when it did not answer.
    static long offset(Map<String, String> info) {
        return Long.parseLong(offsetText(info).orElse("0"));
    }

    /// Redis before 4.0, which shows no replication id, counts in a replica's `master_repl_offset`
    /// what the replica sends itself.
    static Optional<String> offsetText(Map<String, String> info) {
        boolean replica = ServerRole.ofInfo(info.getOrDefault("role", "")) == ServerRole.REPLICA;
        String field = replica && !showsHistory(info) ? "slave_repl_offset" : "master_repl_offset";
        return Optional.ofNullable(info.get(field));
    }

    /// Redis before 4.0 does not.
    static boolean showsHistory(Map<String, String> info) {
        return info.containsKey("master_replid");
    }

    /// The replication id; empty where none is shown, and on a replica that was synchronised by
    /// SYNC, which tells it none.
    static String history(Map<String, String> info) {
        return info.getOrDefault("master_replid", "");
    }

    String ask(NodeId node, String... command) {
        return cluster.admin(node, ANSWER_MAX, List.of(command)).map(Reply::describe).orElse("");
    }

    /// What each node says it is, and under which addresses it reaches the others.
    void identities() {
        for (NodeId node : cluster.nodes()) {
            addresses(node);
            Map<String, String> info = info(node);
            for (String field : VERSIONS) {
                String version = info.get(field);
                if (version != null) {
                    journal.accept(
                            new Event.VersionObserved(
                                    cluster.nowNanos(), node.name(), field + " " + version));
                }
            }
        }
    }

    private void addresses(NodeId node) {
        var addresses = new LinkedHashMap<String, String>();
        for (NodeId other : cluster.nodes()) {
            addresses.put(other.name(), cluster.address(node, other));
        }
        journal.accept(new Event.AddressesKnown(cluster.nowNanos(), node.name(), addresses));
    }

    /// Every redis.conf as it stands.
    void redisConfs(Moment moment) {
        cluster.nodes().forEach(node -> redisConf(node, moment));
    }

    private void redisConf(NodeId node, Moment moment) {
        List<String> lines = cluster.redisConf(node).lines().toList();
        journal.accept(
                new Event.ConfigFileObserved(cluster.nowNanos(), node.name(), moment, lines));
    }

    /// Configuration, redis.conf, dump.rdb and data of one node at a moment.
    void observe(NodeId node, Moment moment) {
        configuration(node)
                .ifPresent(values ->
                        journal.accept(
                                new Event.ConfigObserved(
                                        cluster.nowNanos(), node.name(), moment, values)));
        redisConf(node, moment);
        cluster.fileBytes(node, "dump.rdb")
                .ifPresent(bytes ->
                        journal.accept(
                                new Event.FileObserved(
                                        cluster.nowNanos(),
                                        node.name(),
                                        moment,
                                        "dump.rdb",
                                        bytes)));
        dataset(node, moment);
    }

    private Optional<Map<String, String>> configuration(NodeId node) {
        Reply reply = cluster.admin(node, ANSWER_MAX, List.of("CONFIG", "GET", "*")).orElse(null);
        List<Reply> elements = elements(reply);
        if (elements == null) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            values.put(elements.get(i).describe(), elements.get(i + 1).describe());
        }
        return Optional.of(values);
    }

    private static @Nullable List<Reply> elements(@Nullable Reply reply) {
        return switch (reply) {
            case Reply.Array(var elements) -> elements;
            case Reply.Pairs(var elements) -> elements;
            case null, default -> null;
        };
    }

    private void dataset(NodeId node, Moment moment) {
        Map<String, String> info = info(node);
        if (!info.isEmpty()) {
            journal.accept(observed(node, moment, info));
        }
    }

    /// What the nodes hold at one offset: a ping in the stream between two looks moves them apart,
    /// so that all are looked at again, a few times. What they hold at different offsets is only
    /// worth the node's time when no further look follows.
    void datasets(Moment moment) {
        Optional<List<Event.DatasetObserved>> agreeing = Optional.empty();
        for (int i = 1; i < LOOKS_MAX && agreeing.isEmpty(); i++) {
            agreeing = look(moment, false);
            if (agreeing.isEmpty()) {
                cluster.runFor(BETWEEN_LOOKS);
            }
        }
        List<Event.DatasetObserved> seen =
                agreeing.or(() -> look(moment, true)).orElseGet(List::of);
        // Digests of two kinds cannot be compared.
        boolean read = seen.stream().anyMatch(one -> one.digest().isEmpty());
        List<Event.DatasetObserved> whole =
                seen.stream().map(one -> read ? withDigestRead(one) : one).toList();
        // To look at all nodes takes a while, in which others were sampled: a journal is in the
        // order of its times.
        cluster.onLoop(() -> whole.forEach(one -> journal.accept(now(one))));
    }

    /// @param apart whether nodes are wanted that are at different offsets
    /// @return empty when they are, and not wanted
    private Optional<List<Event.DatasetObserved>> look(Moment moment, boolean apart) {
        var seen = new ArrayList<Event.DatasetObserved>();
        for (NodeId node : cluster.nodes()) {
            Map<String, String> info = info(node);
            if (info.isEmpty()) {
                continue;
            }
            boolean together = seen.isEmpty() || seen.getFirst().offset() == offset(info);
            if (!together && !apart) {
                return Optional.empty();
            }
            seen.add(observed(node, moment, info));
        }
        return Optional.of(seen);
    }

    private Event.DatasetObserved withDigestRead(Event.DatasetObserved seen) {
        String digest = new DatasetDigest(cluster, new NodeId(seen.node())).read().orElse("");
        return with(seen, seen.atNanos(), digest);
    }

    private Event.DatasetObserved now(Event.DatasetObserved seen) {
        return with(seen, cluster.nowNanos(), seen.digest());
    }

    private static Event.DatasetObserved with(
            Event.DatasetObserved seen, long atNanos, String digest) {
        return new Event.DatasetObserved(
                atNanos,
                seen.node(),
                seen.moment(),
                seen.role(),
                seen.keys(),
                seen.replicationId(),
                seen.offset(),
                digest);
    }

    private Event.DatasetObserved observed(NodeId node, Moment moment, Map<String, String> info) {
        String digest = digest(node);
        return new Event.DatasetObserved(
                cluster.nowNanos(),
                node.name(),
                moment,
                ServerRole.ofInfo(info.getOrDefault("role", "")),
                keys(info),
                history(info),
                offset(info),
                digest);
    }

    /// Empty when the node tells none: the text of a refusal would be the same on every node.
    String digest(NodeId node) {
        String told =
                cluster.admin(node, DIGEST_MAX, List.of("DEBUG", "DIGEST"))
                        .map(Reply::describe)
                        .orElse("");
        return told.matches("[0-9a-f]{40}") ? told : "";
    }

    /// Of the database that clients use.
    static long keys(Map<String, String> info) {
        String database = info.getOrDefault("db0", "keys=0");
        int comma = database.indexOf(',');
        return Long.parseLong(database.substring(5, comma < 0 ? database.length() : comma));
    }
}
