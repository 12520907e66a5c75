package dev.firedrill.engine.adapter;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.node.Node;
import dev.firedrill.engine.node.NodeLog;
import dev.firedrill.engine.port.NodeEvents;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One node on real sockets and files: listening since [#start], gone after [#close].
public final class EngineServer implements AutoCloseable {
    private final EventLoopGroup group;
    private final NodeLoop nodeLoop;
    private final FileDisk disk;
    private final Node node;
    private final Listeners listeners;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EngineServer(
            EventLoopGroup group,
            NodeLoop nodeLoop,
            FileDisk disk,
            Node node,
            Listeners listeners,
            int port) {
        this.group = group;
        this.nodeLoop = nodeLoop;
        this.disk = disk;
        this.node = node;
        this.listeners = listeners;
        this.port = port;
    }

    /// Binds every address and starts to load. Port 0 stands for one that the kernel chooses.
    ///
    /// @throws IOException when an address cannot be bound; the message names it
    public static EngineServer start(ServerConfig config, NodeLog log, NodeEvents events)
            throws IOException {
        return start(config, log, events, true);
    }

    /// For one whose events nobody judges.
    public static EngineServer start(ServerConfig config, NodeLog log) throws IOException {
        return start(config, log, NodeEvents.UNHEARD);
    }

    /// The same with redis-server's meaning of port 0: no clients but those of `unixsocket`.
    public static EngineServer startAsConfigured(
            ServerConfig config, NodeLog log, NodeEvents events) throws IOException {
        return start(config, log, events, false);
    }

    private static EngineServer start(
            ServerConfig config, NodeLog log, NodeEvents events, boolean anyPort)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        var group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        EventLoop loop = group.next();
        var clocks = new Clocks();
        var nodeLoop = new NodeLoop(loop, clocks);
        var disk = new FileDisk(loop, nodeLoop::completed);
        var listeners =
                new Listeners(
                        config,
                        loop,
                        nodeLoop,
                        epoll,
                        text -> log.log(clocks.now().wallNanos(), NodeLog.Level.WARNING, text));
        var wire =
                new NettyWire(
                        nodeLoop,
                        loop,
                        epoll ? EpollSocketChannel::new : NioSocketChannel::new,
                        listeners);
        var prng = new Prng(new SecureRandom().nextLong());
        // In one turn of the loop: who connects as soon as it listens is accepted after it. And the
        // addresses first: a server that cannot have them must not touch the files.
        var started =
                loop.submit(() -> {
                    listeners.open(anyPort);
                    var node =
                            new Node(
                                    config,
                                    wire,
                                    disk,
                                    prng,
                                    log,
                                    events,
                                    Memory.RELEASED,
                                    new ThisProcess(epoll),
                                    new ProcessMemory());
                    nodeLoop.start(node);
                    return new EngineServer(
                            group, nodeLoop, disk, node, listeners, listeners.port());
                });
        if (!started.awaitUninterruptibly().isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            disk.close();
            throw new IOException(started.cause().getMessage(), started.cause());
        }
        return started.getNow();
    }

    /// The port that was bound at the start; of use when the configuration said 0.
    public int port() {
        return port;
    }

    /// The process's exit code, once the node has decided that it must end; exceptional on a bug of
    /// ours.
    public CompletableFuture<Integer> exit() {
        return nodeLoop.exit();
    }

    /// As SIGTERM: final save, then [#exit].
    public void terminate() {
        terminate("shutdown-on-sigterm");
    }

    /// @param directive which one says how: `shutdown-on-sigterm` or `shutdown-on-sigint`
    public void terminate(String directive) {
        nodeLoop.terminate(directive);
    }

    /// Whether [#terminate] is being carried out. Any thread may ask.
    public boolean endsOnSignal() {
        return nodeLoop.terminating();
    }

    /// Whether the dataset is being loaded. Any thread may ask.
    public boolean loading() {
        return nodeLoop.loading();
    }

    /// Closes sockets and files. What the node had under way on the disk is finished first.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // First of all the node: it must not ask anything of a disk that is closed.
        group.next()
                .submit(() -> {
                    nodeLoop.stop();
                    listeners.close();
                })
                .awaitUninterruptibly();
        disk.close();
        nodeLoop.closeConnections();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        node.close();
    }
}
