package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/// Sends commands over one connection, a window of them at a time, and measures how long each
/// takes. Lives on the lab's loop.
final class Stopwatch implements ClientListener {
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final int HEADS = 10;

    private final Cluster cluster;
    private final int count;
    private final int window;
    private final IntFunction<List<byte[]>> commands;
    private final long[] sentNanos;
    private final long[] tookNanos;
    private int sent;
    private int answered;
    private Optional<String> failure = Optional.empty();

    private Stopwatch(Cluster cluster, int count, int window, IntFunction<List<byte[]>> commands) {
        this.cluster = cluster;
        this.count = count;
        this.window = window;
        this.commands = commands;
        sentNanos = new long[count];
        tookNanos = new long[count];
    }

    /// @param medianNanos of one command
    /// @param allNanos from the first command to the last answer
    /// @param headNanos from the first command to the answer of the tenth part of them
    record Times(double medianNanos, double allNanos, double headNanos) {}

    /// How a connection is made.
    enum Way {
        /// Over the link of the clients.
        CLIENT,
        /// From the node itself, past all links.
        OPERATOR
    }

    /// @param window how many are under way at once
    /// @throws CalibrationFailed when one is refused, or they take more than two minutes
    static Times of(
            Cluster cluster,
            NodeId node,
            Way way,
            int count,
            int window,
            IntFunction<List<byte[]>> commands)
            throws CalibrationFailed {
        var watch = new Stopwatch(cluster, count, window, commands);
        cluster.onLoop(() -> {
            switch (way) {
                case CLIENT -> cluster.connect(NodeId.CLIENTS, node, watch);
                case OPERATOR -> cluster.connectAsOperator(node, watch);
            }
        });
        boolean ended =
                cluster.await(AT_MOST, () -> watch.answered == count || watch.failure.isPresent());
        if (watch.failure.isPresent()) throw new CalibrationFailed(watch.failure.get());
        if (!ended) {
            throw new CalibrationFailed(
                    String.format(
                            Locale.ROOT,
                            "only %d of %d commands were answered within %d s",
                            watch.answered,
                            count,
                            AT_MOST.toSeconds()));
        }
        return watch.times();
    }

    private Times times() {
        long last = 0;
        for (int i = 0; i < count; i++) {
            last = Math.max(last, sentNanos[i] + tookNanos[i]);
        }
        double all = last - sentNanos[0];
        int head = Math.max(1, count / HEADS) - 1;
        double headNanos = sentNanos[head] + tookNanos[head] - (double) sentNanos[0];
        long[] sorted = tookNanos.clone();
        Arrays.sort(sorted);
        return new Times(sorted[count / 2], all, headNanos);
    }

    @Override
    public void connected(ClientConnection connection) {
        fill(connection);
    }

    private void fill(ClientConnection connection) {
        while (sent < count && sent - answered < window) {
            List<byte[]> command = commands.apply(sent);
            sentNanos[sent++] = cluster.nowNanos();
            connection.send(command);
        }
    }

    @Override
    public void replied(ClientConnection connection, Reply reply) {
        if (reply instanceof Reply.Failure(var text)) {
            failure = Optional.of("a command was refused: " + text);
            connection.close();
            return;
        }
        tookNanos[answered] = cluster.nowNanos() - sentNanos[answered];
        answered++;
        if (answered == count) {
            connection.close();
        } else {
            fill(connection);
        }
    }

    @Override
    public void closed(ClientConnection connection, String why) {
        failure = Optional.of("the connection ended: " + why);
    }
}
