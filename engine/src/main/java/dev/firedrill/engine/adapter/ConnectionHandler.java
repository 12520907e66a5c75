package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells the node what one socket does.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private final NodeLoop owner;
    private final @Nullable NettyConnection outgoing;
    private @Nullable NettyConnection connection;

    /// For sockets that a client opened.
    ConnectionHandler(NodeLoop owner) {
        this(owner, null);
    }

    /// For a socket that the node itself opens.
    ConnectionHandler(NodeLoop owner, @Nullable NettyConnection outgoing) {
        this.owner = owner;
        this.outgoing = outgoing;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        owner.opened(context.channel());
        if (outgoing == null) {
            var accepted = new NettyConnection();
            accepted.channel = context.channel();
            connection = accepted;
            owner.accepted(accepted, text(context.channel().remoteAddress()));
            return;
        }
        connection = outgoing;
        if (outgoing.aborted) {
            context.close();
            return;
        }
        outgoing.channel = context.channel();
        owner.connected(outgoing);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        try {
            NettyConnection known = connection;
            if (known != null) {
                owner.received(known, bytes.nioBuffer());
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        NettyConnection known = connection;
        if (known != null && !known.aborted) {
            owner.closed(known, known.closing);
        }
        connection = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!isOfTheWorld(cause)) {
            owner.failed(cause);
            return;
        }
        NettyConnection known = connection;
        if (known != null && known.closing != CloseReason.LOCAL) {
            known.closing = isTimeout(cause) ? CloseReason.TIMED_OUT : CloseReason.RESET;
        }
        context.close();
    }

    /// The kernel's errors end one connection; anything else is a bug of ours and ends the process.
    private static boolean isOfTheWorld(Throwable cause) {
        return cause instanceof java.io.IOException;
    }

    private static boolean isTimeout(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof SocketException
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("timed out");
    }

    private static String text(@Nullable SocketAddress address) {
        return switch (address) {
            case null -> "?:0";
            case InetSocketAddress internet ->
                    internet.getAddress().getHostAddress() + ":" + internet.getPort();
            default -> address.toString();
        };
    }
}
