package dev.firedrill.faults.lab;

import dev.firedrill.engine.resp.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to a server that wants a password or has renamed commands. Its listener is told
/// that it is connected once the server has answered AUTH with OK, so that nothing was sent that a
/// refused connection may have carried out.
final class AuthenticatedConnection implements ClientConnection, ClientListener {
    private final Access access;
    private final ClientListener listener;
    private @Nullable ClientConnection connection;
    private boolean authenticating;

    AuthenticatedConnection(Access access, ClientListener listener) {
        this.access = access;
        this.listener = listener;
    }

    /// What this one stands on.
    void over(ClientConnection opened) {
        connection = opened;
    }

    @Override
    public void connected(ClientConnection opened) {
        connection = opened;
        List<byte[]> authentication = access.authentication();
        authenticating = !authentication.isEmpty();
        if (authenticating) {
            opened.send(authentication);
        } else {
            listener.connected(this);
        }
    }

    @Override
    public void replied(ClientConnection from, Reply reply) {
        if (!authenticating) {
            listener.replied(this, reply);
            return;
        }
        authenticating = false;
        if (reply instanceof Reply.Failure) {
            from.close();
            listener.closed(this, "AUTH was refused: " + reply.describe());
        } else {
            listener.connected(this);
        }
    }

    @Override
    public void closed(ClientConnection from, String why) {
        listener.closed(this, why);
    }

    @Override
    public void send(List<byte[]> command) {
        ClientConnection open = connection;
        if (open != null) {
            open.send(access.translated(command));
        }
    }

    @Override
    public void close() {
        ClientConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
