package dev.firedrill.engine.adapter;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// Prepares the sockets that one listening socket hands out, and gives them to the node's loop.
final class ClientSockets extends ChannelInboundHandlerAdapter {
    private final NodeLoop nodeLoop;
    private final String unixSocket;
    private final IntSupplier keepAliveSeconds;
    private final Consumer<String> warning;

    /// @param unixSocket the path that clients have connected to; empty on the Internet
    /// @param keepAliveSeconds `tcp-keepalive` as it is when a client comes
    /// @param warning takes a line for the log
    ClientSockets(
            NodeLoop nodeLoop,
            String unixSocket,
            IntSupplier keepAliveSeconds,
            Consumer<String> warning) {
        this.warning = warning;
        this.nodeLoop = nodeLoop;
        this.unixSocket = unixSocket;
        this.keepAliveSeconds = keepAliveSeconds;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var client = (Channel) message;
        client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (unixSocket.isEmpty()) {
            client.config().setOption(ChannelOption.TCP_NODELAY, true);
            keepAlive(client.config(), client instanceof EpollSocketChannel);
            client.pipeline().addLast(new ConnectionHandler(nodeLoop));
        } else {
            client.pipeline().addLast(new ConnectionHandler(nodeLoop, unixSocket));
        }
        context.channel()
                .eventLoop()
                .register(client)
                .addListener(registered -> {
                    if (!registered.isSuccess()) {
                        client.unsafe().closeForcibly();
                    }
                });
    }

    /// A silent peer is found dead after twice `tcp-keepalive`: probes begin after one, and three
    /// of them unanswered, a third of it apart, end the connection.
    private void keepAlive(ChannelConfig config, boolean epoll) {
        int seconds = keepAliveSeconds.getAsInt();
        config.setOption(ChannelOption.SO_KEEPALIVE, seconds > 0);
        if (seconds > 0 && epoll) {
            config.setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
            config.setOption(EpollChannelOption.TCP_KEEPINTVL, Math.max(1, seconds / 3));
            config.setOption(EpollChannelOption.TCP_KEEPCNT, 3);
        }
    }

    /// Usually "too many open files". redis-server retries at once and logs each attempt, which
    /// keeps it busy; this server does both once a second.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelConfig config = context.channel().config();
        if (config.isAutoRead()) {
            warning.accept("Accepting client connection: accept: " + Listeners.kernelReason(cause));
            config.setAutoRead(false);
            context.channel()
                    .eventLoop()
                    .schedule(() -> config.setAutoRead(true), 1, TimeUnit.SECONDS);
        }
    }
}
