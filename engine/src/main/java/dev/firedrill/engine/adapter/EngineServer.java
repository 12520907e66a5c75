package dev.firedrill.engine.adapter;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.node.Node;
import dev.firedrill.engine.node.NodeLog;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One node on real sockets and files: listening since [#start], gone after [#close].
public final class EngineServer implements AutoCloseable {
    private final EventLoopGroup group;
    private final NodeLoop nodeLoop;
    private final FileDisk disk;
    private final Node node;
    private final List<Channel> listening;

    private EngineServer(
            EventLoopGroup group,
            NodeLoop nodeLoop,
            FileDisk disk,
            Node node,
            List<Channel> listening) {
        this.group = group;
        this.nodeLoop = nodeLoop;
        this.disk = disk;
        this.node = node;
        this.listening = listening;
    }

    /// Binds every address and starts to load.
    ///
    /// @throws IOException when an address cannot be bound; the message names it
    public static EngineServer start(ServerConfig config, NodeLog log) throws IOException {
        boolean epoll = Epoll.isAvailable();
        var group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        EventLoop loop = group.next();
        var nodeLoop = new NodeLoop(loop, new WallClock());
        var disk = new FileDisk(loop, nodeLoop::completed);
        var wire =
                new NettyWire(
                        nodeLoop, loop, epoll ? EpollSocketChannel::new : NioSocketChannel::new);
        var prng = new Prng(new SecureRandom().nextLong());
        try {
            List<Channel> listening = listen(config, group, nodeLoop, epoll);
            var node = new Node(config, wire, disk, prng, log);
            loop.submit(() -> nodeLoop.start(node)).syncUninterruptibly();
            // Who came while there was no node to hear of it waits in the kernel until now.
            listening.forEach(channel -> channel.config().setAutoRead(true));
            return new EngineServer(group, nodeLoop, disk, node, listening);
        } catch (IOException refused) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            disk.close();
            throw refused;
        }
    }

    private static List<Channel> listen(
            ServerConfig config, EventLoopGroup group, NodeLoop nodeLoop, boolean epoll)
            throws IOException {
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(
                                epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new)
                        .option(ChannelOption.SO_BACKLOG, config.tcpBacklog())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, config.tcpKeepaliveSeconds() > 0)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new ConnectionHandler(nodeLoop));
                                    }
                                });
        var listening = new ArrayList<Channel>();
        for (String address : config.bindAddresses()) {
            // A leading dash means "no error when this address is not there", `*` means all.
            boolean optional = address.startsWith("-");
            String plain = optional ? address.substring(1) : address;
            var socketAddress =
                    plain.equals("*")
                            ? new InetSocketAddress(config.port())
                            : new InetSocketAddress(plain, config.port());
            var bound = bootstrap.bind(socketAddress).awaitUninterruptibly();
            if (bound.isSuccess()) {
                listening.add(bound.channel());
            } else if (!optional || isInUse(bound.cause())) {
                listening.forEach(channel -> channel.close().awaitUninterruptibly());
                throw new IOException(
                        "Could not create server TCP listening socket %s:%d: %s"
                                .formatted(plain, config.port(), reasonOf(bound.cause())),
                        bound.cause());
            }
        }
        if (listening.isEmpty()) {
            throw new IOException("no address of the bind directive exists on this machine");
        }
        return listening;
    }

    private static boolean isInUse(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.contains("in use");
    }

    private static String reasonOf(Throwable cause) {
        if (isInUse(cause)) {
            return "bind: Address already in use";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /// The port that was bound; of use when the configuration said 0.
    public int port() {
        return ((InetSocketAddress) listening.getFirst().localAddress()).getPort();
    }

    /// The process's exit code, once the node has decided that it must end; exceptional on a bug of
    /// ours.
    public CompletableFuture<Integer> exit() {
        return nodeLoop.exit();
    }

    /// As SIGTERM: final save, then [#exit].
    public void terminate() {
        nodeLoop.terminate();
    }

    /// Closes sockets and files. What the node had under way on the disk is finished first.
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        disk.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        node.close();
    }
}
