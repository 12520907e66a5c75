package dev.firedrill.faults.lab;

import dev.firedrill.engine.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to a server that requires a password or has renamed commands. It calls
/// [ClientListener#connected] only after the server has accepted AUTH, so that no command is sent
/// over a connection that is then refused.
final class AuthenticatedConnection implements ClientConnection, ClientListener {
    private final Access access;
    private final ClientListener listener;
    private @Nullable ClientConnection connection;
    private boolean authenticating;

    AuthenticatedConnection(Access access, ClientListener listener) {
        this.access = access;
        this.listener = listener;
    }

    /// Sets the plain connection that carries this one.
    void over(ClientConnection opened) {
        connection = opened;
    }

    @Override
    public void connected(ClientConnection opened) {
        connection = opened;
        List<byte[]> authentication =
                access.authentication().stream()
                        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
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
