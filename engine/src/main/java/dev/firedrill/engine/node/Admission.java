package dev.firedrill.engine.node;

/// Whether a client that has just connected is heard at all: `protected-mode`. Source: behaviour
/// and text of redis-server 7.0.
final class Admission {
    /// One line, because it is read by whatever client there is, most likely redis-cli.
    static final String DENIED =
            "-DENIED Redis is running in protected mode because protected mode is enabled and no"
                    + " password is set for the default user. In this mode connections are only"
                    + " accepted from the loopback interface. If you want to connect from external"
                    + " computers to Redis you may adopt one of the following solutions: 1) Just"
                    + " disable protected mode sending the command 'CONFIG SET protected-mode no'"
                    + " from the loopback interface by connecting to Redis from the same host the"
                    + " server is running, however MAKE SURE Redis is not publicly accessible from"
                    + " internet if you do so. Use CONFIG REWRITE to make this change permanent. 2)"
                    + " Alternatively you can just disable the protected mode by editing the Redis"
                    + " configuration file, and setting the protected mode option to 'no', and then"
                    + " restarting the server. 3) If you started the server manually just for"
                    + " testing, restart it with the '--protected-mode no' option. 4) Setup a an"
                    + " authentication password for the default user. NOTE: You only need to do one"
                    + " of the above things in order for the server to start accepting connections"
                    + " from the outside.\r\n";

    /// After the path, which may be relative; a client of the network has a port.
    private static final String UNIX_SOCKET = ":0";

    private Admission() {}

    static boolean denied(Settings settings, String peer) {
        return settings.protectedMode
                && settings.users.defaultUser().noPassword()
                && !isLocal(peer);
    }

    /// Whether a client counts as one of this machine. Other addresses of the loopback network do
    /// not, as in redis-server.
    ///
    /// @param peer `host:port`, an IPv6 host in brackets; or the path of a Unix socket, relative or
    ///   not, and port 0, which no Internet peer has
    static boolean isLocal(String peer) {
        return peer.startsWith("127.0.0.1:")
                || peer.startsWith("[::1]:")
                || peer.endsWith(UNIX_SOCKET);
    }
}
