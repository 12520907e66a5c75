package dev.firedrill.engine.adapter;

import dev.firedrill.engine.config.ServerConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The sockets on which a server waits for clients: `bind`, `port`, `unixsocket`. Used on the event
/// loop only, where registering and binding is done before the call returns.
final class Listeners {
    private static final String UNSUPPORTED = "Address family not supported by protocol";

    /// `IPPROTO_IPV6` and `IPV6_V6ONLY` of Linux.
    private static final IntegerUnixChannelOption V6_ONLY =
            new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private record Listening(Channel channel, InetSocketAddress place) {}

    /// @param path where it is whatever `dir` becomes meanwhile
    private record UnixListening(Channel channel, Path path) {}

    private final ServerConfig config;
    private final EventLoop loop;
    private final NodeLoop nodeLoop;
    private final boolean epoll;
    private final Consumer<String> warning;
    private List<Listening> internet = List.of();
    private Optional<UnixListening> unix = Optional.empty();

    /// @param warning takes a line for the log
    Listeners(
            ServerConfig config,
            EventLoop loop,
            NodeLoop nodeLoop,
            boolean epoll,
            Consumer<String> warning) {
        this.warning = warning;
        this.config = config;
        this.loop = loop;
        this.nodeLoop = nodeLoop;
        this.epoll = epoll;
    }

    /// @param anyPort whether port 0 means one that the kernel chooses, as tests want it, or none,
    ///   as redis-server has it
    /// @throws IOException when the server must not start
    void open(boolean anyPort) throws IOException {
        if (config.port() != 0 || anyPort) {
            try {
                internet = openAll(config.bindAddresses(), config.port());
            } catch (IOException refused) {
                throw new IOException(
                        refused.getMessage()
                                + "\nFailed listening on port "
                                + config.port()
                                + " (TCP), aborting.",
                        refused);
            }
        }
        if (!config.unixSocket().isEmpty()) {
            refuseLongName();
            try {
                unix = Optional.of(openUnix(FileNames.path(config.file("unixsocket"))));
            } catch (IOException refused) {
                close();
                throw new IOException("Failed opening Unix socket: " + reasonOf(refused));
            }
        } else if (internet.isEmpty()) {
            throw new IOException("Configured to not listen anywhere, exiting.");
        }
    }

    /// As [dev.firedrill.engine.node.Wire#listen].
    Optional<String> listen(List<String> addresses, int port) {
        List<Listening> before = internet;
        // On the same port the kernel refuses the new sockets as long as the old ones are there.
        boolean samePort =
                port != 0 && !before.isEmpty() && before.getFirst().place.getPort() == port;
        if (samePort || port == 0) {
            closeAll(before);
        }
        try {
            internet = port == 0 ? List.of() : openAll(addresses, port);
        } catch (IOException refused) {
            internet = samePort ? reopened(before) : before;
            return Optional.of(String.valueOf(refused.getMessage()));
        }
        if (!samePort) {
            closeAll(before);
        }
        return Optional.empty();
    }

    private List<Listening> reopened(List<Listening> closed) {
        var opened = new ArrayList<Listening>();
        for (Listening one : closed) {
            try {
                opened.add(openOne(one.place));
            } catch (IOException lost) {
                // Somebody else took it in the meantime; the others listen again.
            }
        }
        return opened;
    }

    /// One socket for each address, as redis-server has it: those of IPv6 are for IPv6 only, so
    /// that `0.0.0.0` and `::` can stand beside each other.
    private List<Listening> openAll(List<String> wanted, int port) throws IOException {
        var opened = new ArrayList<Listening>();
        for (String address : wanted) {
            // A leading dash means "no error when this machine does not have the address".
            boolean optional = address.startsWith("-");
            String plain = optional ? address.substring(1) : address;
            // All of them on the same one, also where the kernel chooses it.
            int chosen = opened.isEmpty() ? port : opened.getFirst().place.getPort();
            try {
                InetSocketAddress place = placeOf(plain, chosen);
                if (!epoll && servedAlready(place, opened)) {
                    continue;
                }
                opened.add(openOne(place));
            } catch (IOException refused) {
                if (isUnsupported(refused) || (optional && isNotHere(refused))) {
                    continue;
                }
                closeAll(opened);
                throw new IOException(
                        "Warning: Could not create server TCP listening socket "
                                + plain
                                + ":"
                                + port
                                + ": "
                                + reasonOf(refused),
                        refused);
            }
        }
        return opened;
    }

    private static InetSocketAddress placeOf(String address, int port) throws IOException {
        boolean v6 = address.contains(":");
        if (address.equals("*") || address.equals("::*")) {
            return new InetSocketAddress(InetAddress.getByName(v6 ? "::" : "0.0.0.0"), port);
        }
        try {
            for (InetAddress one : InetAddress.getAllByName(address)) {
                if (one instanceof Inet6Address == v6) {
                    return new InetSocketAddress(one, port);
                }
            }
        } catch (UnknownHostException unknown) {
            // As for a name that has addresses of the other kind only.
        }
        throw new UnknownHostException("Name or service not known");
    }

    /// Without epoll there is no way to keep an IPv6 socket from serving IPv4 too.
    private static boolean servedAlready(InetSocketAddress place, List<Listening> opened) {
        return place.getAddress().isAnyLocalAddress()
                && opened.stream().anyMatch(other -> other.place.getAddress().isAnyLocalAddress());
    }

    private Channel socketFor(InetSocketAddress place) {
        boolean v6 = place.getAddress() instanceof Inet6Address;
        if (!epoll) {
            return new NioServerSocketChannel();
        }
        var channel =
                new EpollServerSocketChannel(
                        v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        if (v6) {
            channel.config().setOption(V6_ONLY, 1);
        }
        return channel;
    }

    private Listening openOne(InetSocketAddress place) throws IOException {
        Channel channel;
        try {
            channel = socketFor(place);
        } catch (ChannelException noSuchFamily) {
            throw new SocketException(UNSUPPORTED);
        }
        channel.config().setOption(ChannelOption.SO_BACKLOG, config.tcpBacklog());
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        bind(channel, place, "");
        return new Listening(channel, (InetSocketAddress) channel.localAddress());
    }

    /// As redis-server counts: the name as it is written, from `dir` on.
    private void refuseLongName() throws IOException {
        int length = config.unixSocket().length();
        if (length > UnixSocketName.BYTES_MAX) {
            close();
            throw new IOException(
                    "Failed opening Unix socket: unix socket path too long ("
                            + length
                            + "), must be under "
                            + (UnixSocketName.BYTES_MAX + 1));
        }
    }

    private UnixListening openUnix(Path path) throws IOException {
        if (!epoll) {
            throw new IOException("this machine has no epoll");
        }
        // What a server that was killed left behind.
        Files.deleteIfExists(path);
        var channel = new EpollServerDomainSocketChannel();
        try (var name = UnixSocketName.of(path)) {
            bind(channel, name.address(), config.unixSocket());
            name.bound();
        }
        int permissions = config.unixSocketPermissions();
        if (permissions != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rwx(permissions)));
        }
        return new UnixListening(channel, path);
    }

    private static String rwx(int permissions) {
        var text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((permissions >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return text.toString();
    }

    private void bind(Channel channel, SocketAddress place, String unixSocket) throws IOException {
        channel.pipeline()
                .addLast(
                        new ClientSockets(
                                nodeLoop, unixSocket, config::tcpKeepaliveSeconds, warning));
        loop.register(channel);
        ChannelFuture bound = channel.bind(place);
        if (bound.isSuccess()) {
            return;
        }
        Throwable cause = bound.cause();
        channel.close();
        switch (cause) {
            case null -> throw new IOException("the socket was not bound at once");
            case UnresolvedAddressException _ -> throw new IOException("Name or service not known");
            case IOException refused -> throw refused;
            default -> throw new IOException(String.valueOf(cause), cause);
        }
    }

    private static void closeAll(List<Listening> listening) {
        listening.forEach(one -> one.channel.close());
    }

    /// No IPv6 in this kernel, for example.
    private static boolean isUnsupported(Throwable cause) {
        String message = cause.getMessage();
        return message != null
                && (message.contains(UNSUPPORTED) || message.contains("Protocol not supported"));
    }

    private static boolean isNotHere(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.contains("Cannot assign requested address");
    }

    private static boolean isInUse(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.contains("in use");
    }

    /// What the kernel said, as redis-server reports it.
    private static String reasonOf(IOException cause) {
        return cause instanceof UnknownHostException
                ? String.valueOf(cause.getMessage())
                : "bind: " + kernelReason(cause);
    }

    /// Netty puts the call and the number before it.
    static String kernelReason(Throwable cause) {
        if (isInUse(cause)) {
            return "Address already in use";
        }
        if (isNotHere(cause)) {
            return "Cannot assign requested address";
        }
        if (cause instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        String message = String.valueOf(cause.getMessage());
        int colon = message.lastIndexOf(": ");
        return colon < 0 ? message : message.substring(colon + 2);
    }

    /// The port that was bound; 0 when only a Unix socket is open.
    int port() {
        return internet.isEmpty() ? 0 : internet.getFirst().place.getPort();
    }

    void close() {
        closeAll(internet);
        unix.ifPresent(socket -> {
            socket.channel.close();
            try {
                Files.deleteIfExists(socket.path);
            } catch (IOException left) {
                // The next start removes it.
            }
        });
    }
}
