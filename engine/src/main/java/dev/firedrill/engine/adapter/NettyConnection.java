package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.Connection;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// A socket. Touched on the event loop only.
final class NettyConnection extends Connection {
    /// Absent until an outgoing connection stands.
    @Nullable Channel channel;

    /// Why it ended, as far as it is known before the end is reported.
    CloseReason closing = CloseReason.END_OF_STREAM;

    /// The node has dropped it before it stood.
    boolean aborted;

    /// What the socket has not taken yet.
    long unsentBytes;
}
