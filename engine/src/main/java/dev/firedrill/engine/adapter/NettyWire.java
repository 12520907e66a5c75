package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.Connection;
import dev.firedrill.engine.node.Wire;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The network side of one node, on Netty.
final class NettyWire implements Wire {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final NodeLoop owner;
    private final EventLoop loop;
    private final ChannelFactory<? extends Channel> sockets;
    private final Listeners listeners;
    private long copiedBytes;

    NettyWire(
            NodeLoop owner,
            EventLoop loop,
            ChannelFactory<? extends Channel> sockets,
            Listeners listeners) {
        this.owner = owner;
        this.loop = loop;
        this.sockets = sockets;
        this.listeners = listeners;
    }

    @Override
    public Connection connect(String host, int port) {
        var connection = new NettyConnection();
        var bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(sockets)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                        .handler(new ConnectionHandler(owner, connection));
        // The answer must not come from inside this call, so even an immediate one waits its turn.
        loop.execute(() -> {
            if (connection.aborted) {
                return;
            }
            connection.channel =
                    bootstrap
                            .connect(InetSocketAddress.createUnresolved(host, port))
                            .addListener((ChannelFuture done) -> answered(connection, done))
                            .channel();
        });
        return connection;
    }

    private void answered(NettyConnection connection, ChannelFuture done) {
        if (done.isSuccess() || connection.aborted) {
            return;
        }
        owner.closed(connection, reasonOf(done.cause()));
    }

    private static CloseReason reasonOf(Throwable cause) {
        return switch (cause) {
            case io.netty.channel.ConnectTimeoutException _ -> CloseReason.TIMED_OUT;
            case NoRouteToHostException _ -> CloseReason.UNREACHABLE;
            case UnknownHostException _ -> CloseReason.UNREACHABLE;
            case ConnectException _ -> CloseReason.REFUSED;
            default -> CloseReason.UNREACHABLE;
        };
    }

    @Override
    public Optional<String> listen(List<String> addresses, int port) {
        return listeners.listen(addresses, port);
    }

    @Override
    public void write(Connection connection, ByteBuffer bytes) {
        var target = (NettyConnection) connection;
        Channel channel = target.channel;
        if (channel == null || !channel.isActive()) {
            bytes.position(bytes.limit());
            return;
        }
        int length = bytes.remaining();
        ByteBuf copy = copied(channel, bytes);
        if (copy == null) {
            return;
        }
        ChannelFuture written = channel.writeAndFlush(copy);
        if (!written.isDone()) {
            target.unsentBytes += length;
            copiedBytes += length;
            written.addListener(_ -> {
                copiedBytes -= length;
                sent(target, length);
            });
        }
    }

    /// Null when there is no memory for it: then the connection ends, and nothing else.
    private static @Nullable ByteBuf copied(Channel channel, ByteBuffer bytes) {
        try {
            return channel.alloc().directBuffer(bytes.remaining()).writeBytes(bytes);
        } catch (OutOfMemoryError full) {
            if (!DirectMemory.isFull(full)) {
                throw full;
            }
            bytes.position(bytes.limit());
            channel.close();
            return null;
        }
    }

    @Override
    public void lend(Connection connection, ByteBuffer bytes, Runnable done) {
        var target = (NettyConnection) connection;
        Channel channel = target.channel;
        if (channel == null || !channel.isActive()) {
            done.run();
            return;
        }
        int length = bytes.remaining();
        ChannelFuture written =
                channel.writeAndFlush(io.netty.buffer.Unpooled.wrappedBuffer(bytes));
        target.unsentBytes += length;
        written.addListener(_ -> {
            done.run();
            sent(target, length);
        });
    }

    @Override
    public long unsentBytes() {
        return copiedBytes;
    }

    /// Counted here because Netty's own count still includes a write when it reports the write's
    /// end.
    private void sent(NettyConnection connection, int length) {
        connection.unsentBytes -= length;
        if (connection.unsentBytes == 0) {
            // In its turn: this may be told in the middle of a write that the node makes.
            loop.execute(() -> {
                if (connection.unsentBytes == 0) {
                    owner.writable(connection);
                }
            });
        }
    }

    @Override
    public long unsentBytes(Connection connection) {
        return ((NettyConnection) connection).unsentBytes;
    }

    @Override
    public void reads(Connection connection, boolean wanted) {
        Channel channel = ((NettyConnection) connection).channel;
        if (channel != null) {
            channel.config().setAutoRead(wanted);
        }
    }

    @Override
    public void closeAfterWrites(Connection connection) {
        var target = (NettyConnection) connection;
        target.closing = CloseReason.LOCAL;
        Channel channel = target.channel;
        if (channel == null) {
            abort(connection);
            return;
        }
        // An empty write is done when everything before it has been sent.
        channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                .addListener(_ -> channel.close());
    }

    @Override
    public void abort(Connection connection) {
        var target = (NettyConnection) connection;
        target.closing = CloseReason.LOCAL;
        Channel channel = target.channel;
        if (channel == null || !channel.isActive()) {
            // It never stood: Netty will not report its end, so it is reported here, in its turn.
            target.aborted = true;
            if (channel != null) {
                channel.close();
            }
            loop.execute(() -> owner.closed(target, CloseReason.LOCAL));
            return;
        }
        channel.close();
    }
}
