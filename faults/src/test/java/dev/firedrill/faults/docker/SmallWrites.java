package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A client that sets key after key to its own name, one every few milliseconds, as the load beside
/// everything else that a drill does.
final class SmallWrites implements ClientListener {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Cluster cluster;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private int sent;
    private boolean stopped;

    private SmallWrites(Cluster cluster) {
        this.cluster = cluster;
    }

    static SmallWrites start(Cluster cluster, NodeId node) {
        var writes = new SmallWrites(cluster);
        cluster.onLoop(() -> cluster.connect(NodeId.CLIENTS, node, writes));
        return writes;
    }

    /// Sends no more; an answer that is still on its way does not count.
    void stop() {
        cluster.onLoop(() -> stopped = true);
    }

    List<String> acknowledged() {
        return acknowledged;
    }

    /// Neither taken nor refused for want of memory.
    List<String> unexpected() {
        return unexpected;
    }

    private static String key(int number) {
        return "small:" + number;
    }

    @Override
    public void connected(ClientConnection connection) {
        next(connection);
    }

    private void next(ClientConnection connection) {
        if (stopped) {
            connection.close();
            return;
        }
        byte[] key = key(++sent).getBytes(StandardCharsets.US_ASCII);
        connection.send(List.of("SET".getBytes(StandardCharsets.US_ASCII), key, key));
    }

    @Override
    public void replied(ClientConnection connection, Reply reply) {
        String answer = reply.describe();
        if (stopped) {
            connection.close();
            return;
        }
        if (answer.equals("OK")) {
            acknowledged.add(key(sent));
        } else if (!answer.contains("OOM command not allowed: the server has no memory left")) {
            unexpected.add(answer);
        }
        cluster.after(PAUSE, () -> next(connection));
    }

    @Override
    public void closed(ClientConnection connection, String why) {
        if (!stopped) {
            unexpected.add("closed: " + why);
        }
    }
}
