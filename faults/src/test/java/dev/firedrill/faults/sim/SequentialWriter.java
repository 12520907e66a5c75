package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A client that writes one random command after the other to keys of its own, some of them on
/// their way at once, and knows what its keys hold after each of them. So what a restart brings
/// back can be named: the first `n` commands, or something that never was.
final class SequentialWriter implements ClientListener {
    private static final int ON_THEIR_WAY_MAX = 4;
    private static final int THINK_MICROS_MAX = 20_000;
    private static final int LARGE_FIELDS = 1_000;

    /// One command that counts: with its place in lab time once it was acknowledged.
    private static final class Operation {
        final List<String> words;
        long ackedAtNanos = -1;

        Operation(List<String> words) {
            this.words = words;
        }
    }

    private final String name;
    private final Prng prng;
    private final Cluster cluster;
    private final List<Operation> operations = new ArrayList<>();
    private int answered;
    private int number;
    private int refused;
    private boolean open;

    /// Whether it also writes to a large hash.
    private boolean large;

    /// What its keys held before the first of `operations`.
    private Map<String, Map<String, String>> before = new TreeMap<>();

    SequentialWriter(String name, Prng prng, Cluster cluster) {
        this.name = name;
        this.prng = prng;
        this.cluster = cluster;
    }

    /// Gives it a hash so large that a snapshot takes it part by part, while it is written to.
    void populate(NodeId node) {
        large = true;
        var words = new ArrayList<>(List.of("HSET", largeHash()));
        for (int field = 0; field < LARGE_FIELDS; field++) {
            words.add(Integer.toString(field));
            words.add("0");
        }
        ask(node, words.toArray(String[]::new));
        before = foundOn(node);
    }

    private String largeHash() {
        return name + ":large:hash";
    }

    void begin(NodeId node) {
        open = true;
        cluster.connect(NodeId.CLIENTS, node, this);
    }

    void stop() {
        open = false;
    }

    /// Whether every command was answered, so that nothing is in doubt.
    boolean settled() {
        return answered == operations.size();
    }

    String name() {
        return name;
    }

    int acked() {
        return answered;
    }

    int refused() {
        return refused;
    }

    @Override
    public void connected(ClientConnection connection) {
        for (int i = 0; i < ON_THEIR_WAY_MAX; i++) {
            sendNext(connection);
        }
    }

    private void sendNext(ClientConnection connection) {
        if (!open) {
            return;
        }
        List<String> words = random();
        operations.add(new Operation(words));
        connection.send(
                words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList());
    }

    @Override
    public void replied(ClientConnection connection, Reply reply) {
        if (reply instanceof Reply.Failure) {
            operations.remove(answered);
            refused++;
            cluster.after(Duration.ofMillis(20), () -> sendNext(connection));
            return;
        }
        operations.get(answered).ackedAtNanos = cluster.nowNanos();
        answered++;
        cluster.after(
                Duration.ofNanos(1000L * prng.nextInt(THINK_MICROS_MAX)),
                () -> sendNext(connection));
    }

    @Override
    public void closed(ClientConnection connection, String why) {
        open = false;
    }

    private List<String> random() {
        String value = Integer.toString(++number) + "-" + "x".repeat(prng.nextInt(40));
        String field = Integer.toString(prng.nextInt(6));
        return switch (prng.nextInt(large ? 8 : 6)) {
            case 0 -> List.of("SET", name + ":text", value);
            case 1 -> List.of("RPUSH", name + ":list", value);
            case 2 -> List.of("HSET", name + ":hash", field, value);
            case 3 -> List.of("INCRBY", name + ":count", Integer.toString(number));
            case 4 -> List.of("APPEND", name + ":text", "." + number);
            case 5 -> List.of("MSET", name + ":a", value, name + ":b", value);
            default -> {
                String counter = Integer.toString(prng.nextInt(LARGE_FIELDS));
                yield List.of("HINCRBY", largeHash(), counter, Integer.toString(number));
            }
        };
    }

    private static void apply(Map<String, Map<String, String>> state, List<String> words) {
        var cell = state.computeIfAbsent(words.get(1), _ -> new TreeMap<>());
        switch (words.getFirst()) {
            case "SET" -> cell.put("", words.get(2));
            case "APPEND" -> cell.merge("", words.get(2), String::concat);
            case "RPUSH" -> cell.put("%08d".formatted(cell.size()), words.get(2));
            case "HSET" -> cell.put(words.get(2), words.get(3));
            case "INCRBY" -> cell.merge("", words.get(2), SequentialWriter::sum);
            case "HINCRBY" -> cell.merge(words.get(2), words.get(3), SequentialWriter::sum);
            case "MSET" -> {
                cell.put("", words.get(2));
                state.computeIfAbsent(words.get(3), _ -> new TreeMap<>()).put("", words.get(4));
            }
            default -> throw new IllegalStateException(words.toString());
        }
    }

    private static String sum(String a, String b) {
        return Long.toString(Long.parseLong(a) + Long.parseLong(b));
    }

    /// How many commands the given data is the outcome of; -1 when it is that of none.
    int prefixThatGives(Map<String, Map<String, String>> found) {
        var state = new TreeMap<String, Map<String, String>>();
        before.forEach((key, cell) -> state.put(key, new TreeMap<>(cell)));
        int known = state.equals(found) ? 0 : -1;
        for (int i = 0; i < operations.size(); i++) {
            apply(state, operations.get(i).words);
            if (state.equals(found)) {
                known = i + 1;
            }
        }
        return known;
    }

    /// Where what was found is nearest to what some first commands make.
    String nearest(Map<String, Map<String, String>> found) {
        var state = new TreeMap<String, Map<String, String>>();
        before.forEach((key, cell) -> state.put(key, new TreeMap<>(cell)));
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < operations.size(); i++) {
            apply(state, operations.get(i).words);
            var different = new TreeMap<String, String>();
            for (String key : keys()) {
                if (!java.util.Objects.equals(state.get(key), found.get(key))) {
                    different.put(
                            key,
                            "wanted %s, found %s"
                                    .formatted(end(state.get(key)), end(found.get(key))));
                }
            }
            if (different.size() < fewest) {
                fewest = different.size();
                nearest = "after %d of %d: %s".formatted(i + 1, operations.size(), different);
            }
        }
        return nearest;
    }

    private static String end(@Nullable Map<String, String> cell) {
        String text = String.valueOf(cell);
        return text.length() <= 200 ? text : "..." + text.substring(text.length() - 200);
    }

    /// How many commands were acknowledged up to that moment.
    int ackedUntil(long atNanos) {
        int count = 0;
        while (count < answered && operations.get(count).ackedAtNanos <= atNanos) {
            count++;
        }
        return count;
    }

    /// What was found is what counts from here on.
    void goOnFrom(Map<String, Map<String, String>> found) {
        before = found;
        operations.clear();
        answered = 0;
    }

    /// What a node holds under the keys of this client.
    Map<String, Map<String, String>> foundOn(NodeId node) {
        var found = new TreeMap<String, Map<String, String>>();
        for (String key : keys()) {
            var cell = new TreeMap<String, String>();
            if (key.endsWith(":list")) {
                for (Reply element : elements(node, "LRANGE", key, "0", "-1")) {
                    cell.put("%08d".formatted(cell.size()), element.describe());
                }
            } else if (key.endsWith(":hash")) {
                List<Reply> pairs = elements(node, "HGETALL", key);
                for (int i = 0; i < pairs.size(); i += 2) {
                    cell.put(pairs.get(i).describe(), pairs.get(i + 1).describe());
                }
            } else {
                ask(node, "GET", key)
                        .filter(reply -> !(reply instanceof Reply.Nil))
                        .ifPresent(reply -> cell.put("", reply.describe()));
            }
            if (!cell.isEmpty()) {
                found.put(key, cell);
            }
        }
        return found;
    }

    private List<Reply> elements(NodeId node, String... command) {
        return ask(node, command).orElseThrow() instanceof Reply.Array(var elements)
                ? elements
                : List.of();
    }

    private Optional<Reply> ask(NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command));
    }

    List<String> keys() {
        var keys =
                new ArrayList<>(
                        List.of(
                                name + ":text",
                                name + ":list",
                                name + ":hash",
                                name + ":count",
                                name + ":a",
                                name + ":b"));
        if (large) {
            keys.add(largeHash());
        }
        return keys;
    }
}
