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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells the node what one socket does.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private final NodeLoop owner;
    private final @Nullable NettyConnection outgoing;
    private final String fixedPeer;
    private @Nullable NettyConnection connection;

    /// What a client has said about which it is not decided yet whether it is one too many.
    private @Nullable List<ByteBuf> early;

    private boolean inputEnded;

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
            if (owner.full()) {
                afterThoseThatLeave(context, accepted);
            } else {
                accepted(context, accepted);
            }
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

    private void accepted(ChannelHandlerContext context, NettyConnection accepted) {
        owner.accepted(
                accepted,
                fixedPeer.isEmpty() ? text(context.channel().remoteAddress()) : fixedPeer,
                fixedPeer.isEmpty() ? text(context.channel().localAddress()) : fixedPeer);
    }

    /// Before a client is refused because there are too many, the loop reads all sockets once more:
    /// those that have closed already must not count. What the new client says meanwhile waits.
    private void afterThoseThatLeave(ChannelHandlerContext context, NettyConnection accepted) {
        var waiting = new ArrayList<ByteBuf>();
        early = waiting;
        // With auto-read off, Netty still reads what a socket holds whose peer has closed.
        context.channel().config().setAutoRead(false);
        Runnable decide =
                () -> {
                    early = null;
                    if (context.channel().isActive()) {
                        accepted(context, accepted);
                        context.channel().config().setAutoRead(true);
                        waiting.forEach(bytes -> owner.received(accepted, bytes.nioBuffer()));
                        if (inputEnded) {
                            closeLater(context);
                        }
                    }
                    waiting.forEach(ByteBuf::release);
                };
        // Tasks and timers that are due run at the end of this turn; a timer that one of them sets
        // runs at the end of the next.
        var loop = context.channel().eventLoop();
        loop.execute(() -> loop.schedule(decide, 1, TimeUnit.NANOSECONDS));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        if (early != null) {
            early.add(bytes);
            return;
        }
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
            inputEnded = true;
            if (early == null) {
                closeLater(context);
            }
        }
    }

    private static void closeLater(ChannelHandlerContext context) {
        context.channel().eventLoop().execute(context::close);
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
