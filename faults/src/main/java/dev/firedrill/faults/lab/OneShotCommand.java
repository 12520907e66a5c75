package dev.firedrill.faults.lab;

import dev.firedrill.engine.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One command over a connection of its own, and its answer.
public final class OneShotCommand implements ClientListener {
    private final List<byte[]> command;
    private @Nullable Reply reply;
    private boolean over;

    public OneShotCommand(List<String> words) {
        command = words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /// Whether it was answered, or the connection has ended without an answer.
    public boolean over() {
        return over;
    }

    public Optional<Reply> answer() {
        return Optional.ofNullable(reply);
    }

    @Override
    public void connected(ClientConnection connection) {
        connection.send(command);
    }

    @Override
    public void replied(ClientConnection connection, Reply answer) {
        reply = answer;
        over = true;
    }

    @Override
    public void closed(ClientConnection connection, String why) {
        over = true;
    }
}
