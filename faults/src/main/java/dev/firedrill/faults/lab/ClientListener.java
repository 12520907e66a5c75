package dev.firedrill.faults.lab;

import dev.firedrill.engine.resp.Reply;

/// What a client hears on its connection. Called on the lab's loop.
public interface ClientListener {
    void connected(ClientConnection connection);

    void replied(ClientConnection connection, Reply reply);

    /// Refused, reset or ended: whatever was sent and not answered may or may not have happened.
    void closed(ClientConnection connection, String why);
}
