package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A digest of what a node holds in database 0, for servers on which DEBUG DIGEST is disabled:
/// every key is read. It takes the dataset to stand still meanwhile, as it does once the nodes have
/// converged.
final class DatasetDigest {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final String SCAN_COUNT = "1000";

    private final Cluster cluster;
    private final NodeId node;

    DatasetDigest(Cluster cluster, NodeId node) {
        this.cluster = cluster;
        this.node = node;
    }

    /// Empty when a key could not be read, or has a type of which nothing is known.
    Optional<String> read() {
        Optional<List<byte[]>> keys = keys();
        if (keys.isEmpty()) return Optional.empty();
        List<Reply> types = ask(keys.get(), key -> List.of(bytes("TYPE"), key));
        List<Reply> expiries = ask(keys.get(), key -> List.of(bytes("PTTL"), key));
        if (types.size() < keys.get().size() || expiries.size() < keys.get().size()) {
            return Optional.empty();
        }
        var commands = new ArrayList<List<byte[]>>();
        for (int i = 0; i < types.size(); i++) {
            DataType type = DataType.ofReply(types.get(i).describe());
            List<byte[]> command = command(type, keys.get().get(i));
            if (command.isEmpty()) return Optional.empty();
            commands.add(command);
        }
        var values = new ArrayList<Reply>();
        Pipeline.ask(cluster, node, commands.size(), commands::get, values::add);
        var entries = new TreeSet<String>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Reply.Failure) return Optional.empty();
            boolean expires = expiries.get(i) instanceof Reply.Int(long millis) && millis >= 0;
            DataType type = DataType.ofReply(types.get(i).describe());
            entries.add(entry(keys.get().get(i), expires, elements(type, values.get(i))));
        }
        if (entries.size() < keys.get().size()) return Optional.empty();
        return Optional.of(digest(String.join("\n", entries)));
    }

    /// In whatever order; none twice.
    private Optional<List<byte[]>> keys() {
        var keys = new TreeSet<ByteBuffer>();
        String cursor = "";
        while (!cursor.equals("0")) {
            Reply reply =
                    cluster.admin(
                                    node,
                                    ANSWER_MAX,
                                    List.of(
                                            "SCAN",
                                            cursor.isEmpty() ? "0" : cursor,
                                            "COUNT",
                                            SCAN_COUNT))
                            .orElse(new Reply.Nil());
            if (!(reply instanceof Reply.Array(var parts))
                    || parts.size() != 2
                    || !(parts.get(1) instanceof Reply.Array(var found))) {
                return Optional.empty();
            }
            cursor = parts.getFirst().describe();
            for (Reply key : found) {
                if (key instanceof Reply.Bulk(var bytes)) keys.add(ByteBuffer.wrap(bytes));
            }
        }
        return Optional.of(keys.stream().map(ByteBuffer::array).toList());
    }

    private interface Question {
        List<byte[]> about(byte[] key);
    }

    private List<Reply> ask(List<byte[]> keys, Question question) {
        var replies = new ArrayList<Reply>();
        Pipeline.ask(cluster, node, keys.size(), i -> question.about(keys.get(i)), replies::add);
        return replies;
    }

    private static List<byte[]> command(DataType type, byte[] key) {
        return switch (type) {
            case STRING -> List.of(bytes("GET"), key);
            case LIST -> List.of(bytes("LRANGE"), key, bytes("0"), bytes("-1"));
            case SET -> List.of(bytes("SMEMBERS"), key);
            case HASH -> List.of(bytes("HGETALL"), key);
            case SORTED_SET ->
                    List.of(bytes("ZRANGE"), key, bytes("0"), bytes("-1"), bytes("WITHSCORES"));
            case NONE, OTHER -> List.of();
        };
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /// In an order that does not depend on how a server stores them.
    private static List<String> elements(DataType type, Reply value) {
        List<String> words = elements(value).stream().map(DatasetDigest::hex).toList();
        return switch (type) {
            case SET -> words.stream().sorted().toList();
            case HASH -> pairs(words).stream().sorted().toList();
            case STRING, LIST, SORTED_SET, NONE, OTHER -> words;
        };
    }

    private static List<Reply> elements(Reply value) {
        return switch (value) {
            case Reply.Array(var all) -> all;
            case Reply.Pairs(var all) -> all;
            case Reply.Bulk _,
                    Reply.Simple _,
                    Reply.Int _,
                    Reply.Decimal _,
                    Reply.Bool _,
                    Reply.Nil _,
                    Reply.Failure _ ->
                    List.of(value);
        };
    }

    private static List<String> pairs(List<String> words) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            pairs.add(words.get(i) + ":" + words.get(i + 1));
        }
        return pairs;
    }

    private static String hex(Reply element) {
        return element instanceof Reply.Bulk(var bytes)
                ? HexFormat.of().formatHex(bytes)
                : element.describe();
    }

    private static String entry(byte[] key, boolean expires, List<String> elements) {
        return HexFormat.of().formatHex(key)
                + (expires ? " expires " : " stays ")
                + digest(String.join(" ", elements));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
