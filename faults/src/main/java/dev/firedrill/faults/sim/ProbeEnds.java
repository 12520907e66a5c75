package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.faults.topology.LinkId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Both ends of a connection over a link, neither of which is a server's: for measuring what
/// happens to connections without disturbing any.
final class ProbeEnds {
    /// What one end has seen.
    final class End implements Socket.Owner {
        @Nullable CloseReason why;
        long closedAtNanos = -1;
        long bytes;

        @Override
        public void connected(Socket socket) {
            // They stand from the start.
        }

        @Override
        public void received(Socket socket, ByteBuffer received) {
            bytes += received.remaining();
        }

        @Override
        public void writable(Socket socket) {
            // Everything is written at once.
        }

        @Override
        public void closed(Socket socket, CloseReason reason) {
            why = reason;
            closedAtNanos = events.nowNanos();
        }
    }

    private final EventQueue events;
    private final Socket nearSocket;
    private final Socket farSocket;

    /// At the side from which the link leads.
    final End near = new End();

    final End far = new End();

    ProbeEnds(World world, LinkId link) {
        events = world.events();
        var network = world.network();
        nearSocket = new Socket(network, events, near, link.from(), link.to(), false);
        farSocket = new Socket(network, events, far, link.to(), link.from(), false);
        nearSocket.joined(farSocket);
        farSocket.joined(nearSocket);
    }

    /// From the near end to the far one, in pieces as a program writes them.
    void write(long bytes) {
        for (long left = bytes; left > 0; left -= PIECE_BYTES) {
            nearSocket.write(new byte[(int) Math.min(left, PIECE_BYTES)]);
        }
    }

    private static final long PIECE_BYTES = 4096;

    void closeNear() {
        nearSocket.closeAfterWrites();
    }

    void drop() {
        nearSocket.abort();
        farSocket.abort();
    }
}
