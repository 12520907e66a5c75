package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.resp.CommandEncoder;
import dev.firedrill.engine.resp.MalformedReply;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.engine.resp.ReplyDecoder;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.topology.NodeId;
import java.nio.ByteBuffer;
import java.util.List;

/// A client's connection to a simulated node.
final class SimClient implements ClientConnection, Socket.Owner {
    private final ClientListener listener;
    private final ReplyDecoder replies = new ReplyDecoder();
    private final Socket socket;
    private boolean ended;

    private SimClient(
            World world, NodeId site, NodeId node, boolean operator, ClientListener listener) {
        this.listener = listener;
        socket = new Socket(world.network(), world.events(), this, site, node, operator);
    }

    /// @param operator whether it comes from the node itself, past all links
    static SimClient open(
            World world, NodeId site, NodeId node, boolean operator, ClientListener listener) {
        var client = new SimClient(world, site, node, operator, listener);
        world.connect(client.socket);
        return client;
    }

    @Override
    public void send(List<byte[]> command) {
        socket.write(CommandEncoder.encode(command));
    }

    @Override
    public void close() {
        ended = true;
        socket.abort();
    }

    @Override
    public void connected(Socket connected) {
        if (!ended) {
            listener.connected(this);
        }
    }

    @Override
    public void received(Socket from, ByteBuffer bytes) {
        replies.feed(bytes);
        try {
            for (Reply reply = replies.next(); reply != null && !ended; reply = replies.next()) {
                listener.replied(this, reply);
            }
        } catch (MalformedReply malformed) {
            ended = true;
            socket.abort();
            listener.closed(this, "malformed reply: " + malformed.getMessage());
        }
    }

    @Override
    public void writable(Socket drained) {
        // Clients send little and never wait for the kernel.
    }

    @Override
    public void closed(Socket gone, CloseReason why) {
        if (!ended) {
            ended = true;
            listener.closed(
                    this,
                    switch (why) {
                        case END_OF_STREAM -> "the server closed the connection";
                        case RESET -> "connection reset";
                        case REFUSED -> "connection refused";
                        case UNREACHABLE -> "no route to host";
                        case TIMED_OUT -> "connection timed out";
                        case LOCAL -> "closed";
                    });
        }
    }
}
