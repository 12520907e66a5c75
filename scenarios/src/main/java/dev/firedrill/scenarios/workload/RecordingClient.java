package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Fingerprint;
import dev.firedrill.reports.history.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One client of one node. It connects again when it loses its connection, and every command that
/// it sends becomes an [Event.Operation] of the journal once it has ended: with the server's
/// answer, or with the reason why no answer can come any more. Lives on the lab's loop.
public final class RecordingClient {
    /// How a command ended: the server's reply, or empty and the reason why there is none.
    public record Answer(Optional<Reply> reply, String why) {
        /// What the client may believe. Without an answer to what was sent, it may have happened.
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

        /// The reply as an [Event.Operation] records it.
        String text() {
            return switch (reply.orElse(null)) {
                case null -> "";
                case Reply.Simple(var said) when said.equals("OK") -> "";
                case Reply.Failure _ -> "";
                case Reply other -> Fingerprint.of(other.describe());
            };
        }

        static Answer notConnected() {
            return new Answer(Optional.empty(), NOT_CONNECTED);
        }

        /// Whether the client was not connected, so that nothing can have happened.
        public boolean neverSent() {
            return reply.isEmpty() && why.equals(NOT_CONNECTED);
        }
    }

    private static final String NOT_CONNECTED = "not connected";

    private static final Duration RETRY = Duration.ofMillis(200);

    private final Cluster cluster;
    private final DueTime due;
    private final NodeId site;
    private final int number;
    private final Consumer<Event> journal;
    private NodeId node;
    private @Nullable Line line;
    private boolean stopped;

    RecordingClient(
            Cluster cluster,
            DueTime due,
            NodeId site,
            NodeId node,
            int number,
            Consumer<Event> journal) {
        this.cluster = cluster;
        this.due = due;
        this.site = site;
        this.node = node;
        this.number = number;
        this.journal = journal;
    }

    /// Unique in a run.
    public int number() {
        return number;
    }

    /// Where the client is.
    public NodeId site() {
        return site;
    }

    public boolean connected() {
        Line present = line;
        return present != null && present.connection != null;
    }

    void start() {
        line = new Line(node);
    }

    /// Leaves the present node for another one. What is not answered yet stays without an answer.
    public void moveTo(NodeId other) {
        if (node.equals(other) || stopped) {
            return;
        }
        node = other;
        hangUp("moved to " + other);
        start();
    }

    /// Sends a command and records how it ends, and how long that took from when it was due. A
    /// client without a connection ends it at once.
    ///
    /// @param command its name, its key, and what follows the key
    /// @param answered called exactly once
    public void send(List<String> command, Consumer<Answer> answered) {
        long invoked = due.nanos();
        NodeId asked = node;
        Consumer<Answer> recorded =
                answer -> {
                    record(command, asked, invoked, answer);
                    answered.accept(answer);
                };
        Line present = line;
        if (present == null || present.connection == null) {
            recorded.accept(Answer.notConnected());
        } else {
            present.send(command, recorded);
        }
    }

    /// Tries once to change a key in an [OptimisticTransaction], and records that as one SET: as
    /// failed with [Event.Operation#CONFLICT] when another client has changed the key meanwhile.
    ///
    /// @param change from what the key holds, empty for nothing, to what it is to hold
    /// @param answered called exactly once
    public void update(String key, UnaryOperator<String> change, Consumer<Answer> answered) {
        long invoked = due.nanos();
        NodeId asked = node;
        Line present = line;
        BiConsumer<String, Answer> ended =
                (value, answer) -> {
                    record(List.of("SET", key, value), asked, invoked, answer);
                    answered.accept(answer);
                };
        if (present == null) {
            ended.accept("", Answer.notConnected());
        } else {
            new OptimisticTransaction(present, key, change, ended).begin();
        }
    }

    private void record(List<String> command, NodeId asked, long invoked, Answer answer) {
        journal.accept(
                new Event.Operation(
                        cluster.nowNanos(),
                        invoked,
                        number,
                        asked.name(),
                        command.getFirst().toUpperCase(Locale.ROOT),
                        command.size() > 1 ? command.get(1) : "",
                        arguments(command),
                        answer.text(),
                        answer.outcome(),
                        answer.error()));
    }

    private static List<String> arguments(List<String> command) {
        var arguments = new ArrayList<String>(Math.max(0, command.size() - 2));
        for (int i = 2; i < command.size(); i++) {
            arguments.add(Fingerprint.of(command.get(i)));
        }
        return arguments;
    }

    /// Gives up what is not answered yet.
    public void stop() {
        stopped = true;
        hangUp("the run ended");
    }

    private void hangUp(String why) {
        Line present = line;
        line = null;
        if (present != null) {
            present.hangUp(why);
        }
    }

    /// One connection, from when it is asked for until it has ended.
    private final class Line implements ClientListener, OptimisticTransaction.Line {
        private final ArrayDeque<Consumer<Answer>> waiting = new ArrayDeque<>();
        private final ClientConnection asked;
        private @Nullable ClientConnection connection;
        private boolean over;

        Line(NodeId to) {
            asked = cluster.connect(site, to, this);
        }

        @Override
        public void send(List<String> words, Consumer<Answer> answered) {
            ClientConnection to = connection;
            if (to == null) {
                answered.accept(Answer.notConnected());
                return;
            }
            waiting.add(answered);
            var command = new ArrayList<byte[]>(words.size());
            for (String word : words) {
                command.add(word.getBytes(StandardCharsets.UTF_8));
            }
            to.send(command);
        }

        @Override
        public void connected(ClientConnection made) {
            if (!over) {
                connection = made;
            }
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
            if (over) {
                return;
            }
            end(why);
            cluster.after(
                    RETRY,
                    () -> {
                        if (!stopped && line == this) {
                            start();
                        }
                    });
        }

        void hangUp(String why) {
            if (!over) {
                asked.close();
                end(why);
            }
        }

        private void end(String why) {
            over = true;
            connection = null;
            while (!waiting.isEmpty()) {
                waiting.removeFirst().accept(new Answer(Optional.empty(), why));
            }
        }
    }
}
