package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keys `<name>:0000000`, ... that are stored before the load begins, all with one value, and that
/// no client writes.
record Dataset(String name, int keys, String value) {
    /// Keys of one MGET.
    private static final int TOGETHER = 100;

    private static final int DIGITS = 7;

    private static final int EXAMPLES_MAX = 5;

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private String key(int number) {
        // Made for each key of a dataset, several times a run: a Formatter takes ten times as long.
        String digits = Integer.toString(number);
        return name + ":" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    /// @return how many keys were acknowledged
    int store(Cluster cluster, NodeId node) {
        byte[] set = bytes("SET");
        byte[] content = bytes(value);
        int[] stored = {0};
        Pipeline.ask(
                cluster,
                node,
                keys,
                i -> List.of(set, bytes(key(i)), content),
                reply -> stored[0] += reply instanceof Reply.Simple ? 1 : 0);
        return stored[0];
    }

    Event.DatasetRead read(Cluster cluster, NodeId node, Moment moment) {
        var count = new Count();
        int commands = (keys + TOGETHER - 1) / TOGETHER;
        Pipeline.ask(cluster, node, commands, this::mget, count::add);
        return new Event.DatasetRead(
                cluster.nowNanos(),
                node.name(),
                moment,
                name,
                count.intact,
                count.absent,
                count.different,
                keys - count.intact - count.absent - count.different,
                List.copyOf(count.examples));
    }

    private List<byte[]> mget(int number) {
        var command = new ArrayList<byte[]>();
        command.add(bytes("MGET"));
        int from = number * TOGETHER;
        for (int i = from; i < Math.min(keys, from + TOGETHER); i++) {
            command.add(bytes(key(i)));
        }
        return command;
    }

    private final class Count {
        private final List<String> examples = new ArrayList<>();
        private final byte[] wanted = bytes(value);
        private int number;
        private long intact;
        private long absent;
        private long different;

        void add(Reply reply) {
            if (reply instanceof Reply.Array(var elements)) {
                elements.forEach(this::addOne);
            } else {
                number += TOGETHER;
            }
        }

        private void addOne(Reply element) {
            int present = number++;
            if (element instanceof Reply.Bulk(var content) && Arrays.equals(content, wanted)) {
                intact++;
                return;
            }
            if (element instanceof Reply.Nil) {
                absent++;
            } else {
                different++;
            }
            if (examples.size() < EXAMPLES_MAX) examples.add(key(present));
        }
    }
}
