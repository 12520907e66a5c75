package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells the node what one socket does.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private final NodeLoop owner;
    private final @Nullable NettyConnection outgoing;
    private final String fixedPeer;
    private @Nullable NettyConnection connection;

    /// For sockets that a client opened.
    ConnectionHandler(NodeLoop owner) {
        this(owner, null, "");
    }

    /// For those that a client opened by the path of a Unix socket: all have this one address.
    ConnectionHandler(NodeLoop owner, String unixSocket) {
        this(owner, null, unixSocket + ":0");
    }

    /// For a socket that the node itself opens.
    ConnectionHandler(NodeLoop owner, @Nullable NettyConnection outgoing) {
        this(owner, outgoing, "");
    }

    private ConnectionHandler(
            NodeLoop owner, @Nullable NettyConnection outgoing, String fixedPeer) {
        this.owner = owner;
        this.fixedPeer = fixedPeer;
        this.outgoing = outgoing;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        owner.opened(context.channel());
        if (outgoing == null) {
            var accepted = new NettyConnection();
            accepted.channel = context.channel();
            connection = accepted;
            owner.accepted(
                    accepted,
                    fixedPeer.isEmpty() ? text(context.channel().remoteAddress()) : fixedPeer,
                    text(context.channel().localAddress()));
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

    /// The client says no more. It is still answered what it has asked, in the batch under way, as
    /// `echo PING | nc` expects.
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            context.channel().eventLoop().execute(context::close);
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
        return DirectMemory.isFull(cause) || cause instanceof java.io.IOException;
    }

    private static boolean isTimeout(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof SocketException
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("timed out");
    }

    private static String host(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    private static String text(@Nullable SocketAddress address) {
        return switch (address) {
            case null -> "?:0";
            case InetSocketAddress internet ->
                    host(internet.getAddress()) + ":" + internet.getPort();
            default -> "?:0";
        };
    }
}
