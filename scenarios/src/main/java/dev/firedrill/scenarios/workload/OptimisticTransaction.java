package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.workload.RecordingClient.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One attempt to change a key in an optimistic transaction: WATCH and GET in one batch, then
/// MULTI, SET and EXEC in another. It does nothing when another client has changed the key between
/// the two (redis.io/docs/interact/transactions).
final class OptimisticTransaction {
    /// A connection; commands that are sent at once travel together.
    interface Line {
        /// @param answered called exactly once
        void send(List<String> command, Consumer<Answer> answered);
    }

    private final Line line;
    private final String key;
    private final UnaryOperator<String> change;
    private final BiConsumer<String, Answer> ended;

    /// @param change from what the key holds, empty for nothing, to what it is to hold
    /// @param ended takes the new value, empty when it did not come to that, and how it ended
    OptimisticTransaction(
            Line line, String key, UnaryOperator<String> change, BiConsumer<String, Answer> ended) {
        this.line = line;
        this.key = key;
        this.change = change;
        this.ended = ended;
    }

    void begin() {
        line.send(List.of("WATCH", key), _ -> {});
        line.send(List.of("GET", key), this::read);
    }

    private void read(Answer answer) {
        switch (answer.reply().orElse(null)) {
            // Nothing was written so far, so that nothing can have happened.
            case null -> ended.accept("", Answer.notConnected());
            case Reply.Failure _ -> {
                line.send(List.of("UNWATCH"), _ -> {});
                ended.accept("", answer);
            }
            case Reply.Bulk bulk -> write(change.apply(bulk.text()));
            case Reply _ -> write(change.apply(""));
        }
    }

    private void write(String value) {
        line.send(List.of("MULTI"), _ -> {});
        line.send(List.of("SET", key, value), _ -> {});
        line.send(List.of("EXEC"), answer -> ended.accept(value, ofSet(answer)));
    }

    /// What EXEC says of the one command.
    private static Answer ofSet(Answer exec) {
        return switch (exec.reply().orElse(null)) {
            case Reply.Nil() -> answered(new Reply.Failure(Event.Operation.CONFLICT));
            case Reply.Array(var replies) when !replies.isEmpty() -> answered(replies.getFirst());
            case null, default -> exec;
        };
    }

    private static Answer answered(Reply reply) {
        return new Answer(Optional.of(reply), "");
    }
}
