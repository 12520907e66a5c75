package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Fingerprint;
import dev.firedrill.reports.history.Moment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads what keys hold at a node, whatever their types.
final class KeyReader {
    /// Keys that are read between two looks at the clock.
    private static final int TOGETHER = 1_000;

    private final Cluster cluster;
    private final NodeId node;
    private final Moment moment;

    KeyReader(Cluster cluster, NodeId node, Moment moment) {
        this.cluster = cluster;
        this.node = node;
        this.moment = moment;
    }

    /// @param journal told of each key that the node told of, while the next ones are read: to read
    ///   all of them may take a while, and a journal is in the order of its times
    void read(List<String> keys, Consumer<Event> journal) {
        for (int from = 0; from < keys.size(); from += TOGETHER) {
            readSome(keys.subList(from, Math.min(keys.size(), from + TOGETHER)), journal);
        }
    }

    private void readSome(List<String> keys, Consumer<Event> journal) {
        long invoked = cluster.nowNanos();
        List<DataType> types = types(keys);
        var commands = new ArrayList<List<byte[]>>();
        for (int i = 0; i < types.size(); i++) {
            List<String> words = command(types.get(i), keys.get(i));
            if (!words.isEmpty()) commands.add(words.stream().map(KeyReader::bytes).toList());
        }
        var replies = new ArrayList<Reply>();
        Pipeline.ask(cluster, node, commands.size(), commands::get, replies::add);
        cluster.onLoop(() -> tell(keys, types, invoked, replies, journal));
    }

    private void tell(
            List<String> keys,
            List<DataType> types,
            long invoked,
            List<Reply> replies,
            Consumer<Event> journal) {
        long now = cluster.nowNanos();
        int next = 0;
        for (int i = 0; i < types.size(); i++) {
            DataType type = types.get(i);
            if (command(type, keys.get(i)).isEmpty()) {
                journal.accept(event(invoked, now, keys.get(i), type, List.of()));
            } else if (next < replies.size()) {
                Reply reply = replies.get(next++);
                if (reply instanceof Reply.Failure) continue;
                List<String> elements = elements(reply);
                // It may have gone since its type was asked for.
                DataType seen = elements.isEmpty() ? DataType.NONE : type;
                journal.accept(event(invoked, now, keys.get(i), seen, elements));
            }
        }
    }

    private List<DataType> types(List<String> keys) {
        byte[] type = bytes("TYPE");
        var replies = new ArrayList<Reply>();
        Pipeline.ask(
                cluster, node, keys.size(), i -> List.of(type, bytes(keys.get(i))), replies::add);
        return replies.stream()
                .takeWhile(Reply.Simple.class::isInstance)
                .map(reply -> DataType.ofReply(reply.describe()))
                .toList();
    }

    private static List<String> command(DataType type, String key) {
        return switch (type) {
            case STRING -> List.of("GET", key);
            case LIST -> List.of("LRANGE", key, "0", "-1");
            case SET -> List.of("SMEMBERS", key);
            case HASH -> List.of("HGETALL", key);
            case SORTED_SET -> List.of("ZRANGE", key, "0", "-1", "WITHSCORES");
            case NONE, OTHER -> List.of();
        };
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> elements(Reply reply) {
        return switch (reply) {
            case Reply.Nil _ -> List.of();
            case Reply.Array(var elements) -> fingerprints(elements);
            case Reply.Pairs(var elements) -> fingerprints(elements);
            case Reply.Bulk _,
                    Reply.Simple _,
                    Reply.Int _,
                    Reply.Decimal _,
                    Reply.Bool _,
                    Reply.Failure _ ->
                    fingerprints(List.of(reply));
        };
    }

    private static List<String> fingerprints(List<Reply> elements) {
        return elements.stream().map(Reply::describe).map(Fingerprint::of).toList();
    }

    private Event event(long invoked, long now, String key, DataType type, List<String> elements) {
        return new Event.KeyRead(now, invoked, node.name(), moment, key, type, elements);
    }
}
