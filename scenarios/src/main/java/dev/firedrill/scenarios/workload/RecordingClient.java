package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Fingerprint;
import dev.firedrill.reports.history.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client of one node that connects again when it loses its connection. Each command is answered
/// exactly once: by the server, or with why no answer can come any more.
public final class RecordingClient implements ClientListener {
    /// How a command ended: the server's reply, or empty and why there is none.
    public record Answer(Optional<Reply> reply, String why) {
        /// What the client may believe: without an answer to what was sent, that it may have
        /// happened.
        public Outcome outcome() {
            if (reply.isEmpty()) {
                return neverSent() ? Outcome.FAILED : Outcome.INDETERMINATE;
            }
            return reply.get() instanceof Reply.Failure ? Outcome.FAILED : Outcome.OK;
        }

        /// What the server answered when it refused, or why there was no answer.
        public String error() {
            return reply.isPresent() && reply.get() instanceof Reply.Failure(var text) ? text : why;
        }

        /// The reply as an [dev.firedrill.reports.history.Event.Operation] records it.
        public String text() {
            return switch (reply.orElse(null)) {
                case null -> "";
                case Reply.Simple(var said) when said.equals("OK") -> "";
                case Reply.Failure _ -> "";
                case Reply other -> Fingerprint.of(other.describe());
            };
        }

        public boolean neverSent() {
            return reply.isEmpty() && why.equals(NOT_CONNECTED);
        }
    }

    private static final String NOT_CONNECTED = "not connected";

    private static final Duration RETRY = Duration.ofMillis(200);

    private final Cluster cluster;
    private final NodeId node;
    private final ArrayDeque<Consumer<Answer>> waiting = new ArrayDeque<>();
    private @Nullable ClientConnection connection;
    private boolean stopped;

    public RecordingClient(Cluster cluster, NodeId node) {
        this.cluster = cluster;
        this.node = node;
    }

    /// Must be called on the lab's loop, as everything here.
    public void start() {
        cluster.connect(node, this);
    }

    public boolean connected() {
        return connection != null;
    }

    /// Sends if it is connected; otherwise the answer is at once that it is not.
    public void send(List<String> words, Consumer<Answer> answered) {
        ClientConnection present = connection;
        if (present == null) {
            answered.accept(new Answer(Optional.empty(), NOT_CONNECTED));
            return;
        }
        waiting.add(answered);
        present.send(words.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
    }

    @Override
    public void connected(ClientConnection made) {
        if (stopped) {
            made.close();
            return;
        }
        connection = made;
    }

    @Override
    public void replied(ClientConnection from, Reply reply) {
        Consumer<Answer> next = waiting.poll();
        if (next != null) {
            next.accept(new Answer(Optional.of(reply), ""));
        }
    }

    @Override
    public void closed(ClientConnection from, String why) {
        lost(why);
        if (!stopped) {
            cluster.after(
                    RETRY,
                    () -> {
                        if (!stopped && connection == null) {
                            start();
                        }
                    });
        }
    }

    private void lost(String why) {
        connection = null;
        while (!waiting.isEmpty()) {
            waiting.removeFirst().accept(new Answer(Optional.empty(), why));
        }
    }

    /// Gives up what is not answered yet.
    public void stop() {
        stopped = true;
        ClientConnection present = connection;
        if (present != null) {
            present.close();
        }
        lost("the run ended");
    }
}
