package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Many commands over one connection from the node itself, a window of them at a time. Lives on the
/// lab's loop.
final class Pipeline implements ClientListener {
    /// Nothing comes for that long: the node is not worth waiting for.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private static final int WINDOW = 64;

    private final int count;
    private final IntFunction<List<byte[]>> commands;
    private final Consumer<Reply> replied;
    private int sent;
    private int answered;
    private boolean over;

    private Pipeline(int count, IntFunction<List<byte[]>> commands, Consumer<Reply> replied) {
        this.count = count;
        this.commands = commands;
        this.replied = replied;
    }

    /// Returns when everything was answered, or the node has stopped answering.
    ///
    /// @param commands by number from 0
    /// @param replied told of each reply, in the order of the commands, on the loop
    static void ask(
            Cluster cluster,
            NodeId node,
            int count,
            IntFunction<List<byte[]>> commands,
            Consumer<Reply> replied) {
        if (count == 0) return;
        var pipeline = new Pipeline(count, commands, replied);
        cluster.onLoop(() -> cluster.connectAsOperator(node, pipeline));
        int[] seen = {0};
        boolean moving = true;
        while (moving) {
            int before = seen[0];
            boolean[] over = {false};
            cluster.await(
                    SILENCE_MAX,
                    () -> {
                        seen[0] = pipeline.answered;
                        over[0] = pipeline.over;
                        return over[0] || seen[0] > before;
                    });
            moving = seen[0] > before && !over[0];
        }
    }

    @Override
    public void connected(ClientConnection connection) {
        fill(connection);
    }

    private void fill(ClientConnection connection) {
        while (sent < count && sent - answered < WINDOW) {
            connection.send(commands.apply(sent++));
        }
    }

    @Override
    public void replied(ClientConnection connection, Reply reply) {
        replied.accept(reply);
        answered++;
        if (answered == count) {
            over = true;
            connection.close();
        } else {
            fill(connection);
        }
    }

    @Override
    public void closed(ClientConnection connection, String why) {
        over = true;
    }
}
