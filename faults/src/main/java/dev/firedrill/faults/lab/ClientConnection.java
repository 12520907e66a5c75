package dev.firedrill.faults.lab;

import java.util.List;

/// A client's connection. Used on the lab's loop only.
public interface ClientConnection {
    /// Sends one command; replies come in the order of the commands.
    void send(List<byte[]> command);

    /// Drops the connection; [ClientListener#closed] is not called for it any more.
    void close();
}
