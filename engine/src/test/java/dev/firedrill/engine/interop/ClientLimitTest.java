package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `maxclients`, and what the machine allows: nobody is left without an answer, nobody is refused
/// for the sake of one who has gone, and files find their descriptors whatever clients do.
class ClientLimitTest {
    private static final String PONG = "+PONG\r\n";
    private static final String TOO_MANY = "-ERR max number of clients reached\r\n";
    private static final int CLIENTS = 10;
    private static final int CHANGES = 300;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// A client that has pinged, on the Internet or on a Unix socket.
    private record Client(AutoCloseable connection, InputStream in, String answer) {
        static Client to(int port) throws IOException {
            Socket socket = RawBytes.connect(port);
            try {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                return new Client(socket, socket.getInputStream(), line(socket.getInputStream()));
            } catch (IOException reset) {
                return new Client(socket, InputStream.nullInputStream(), "reset");
            }
        }

        static Client to(Path unixSocket) throws IOException {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(unixSocket));
            try {
                channel.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
                var answer = ByteBuffer.allocate(100);
                channel.read(answer);
                String text =
                        new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
                return new Client(channel, InputStream.nullInputStream(), text);
            } catch (IOException reset) {
                return new Client(channel, InputStream.nullInputStream(), "reset");
            }
        }

        private static String line(InputStream in) throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                line.append((char) c);
                if (c == '\n') {
                    break;
                }
            }
            return line.toString();
        }
    }

    private enum Leaving {
        CLOSED,
        RESET,
        UNIX
    }

    /// One leaves, another comes, as pools of connections do: both servers take every one.
    @Test
    void whoLeavesMakesRoomAtOnce() throws Exception {
        String limit = Integer.toString(CLIENTS);
        String[] options = {"--maxclients", limit, "--unixsocket"};
        try (var redis =
                        RealRedis.start(
                                theirs, options[0], options[1], options[2], theirs + "/socket");
                var engine =
                        RunningEngine.start(
                                ours,
                                "--save",
                                "",
                                options[0],
                                options[1],
                                options[2],
                                ours + "/socket")) {
            for (Leaving how : Leaving.values()) {
                assertThat(refused(redis.port(), theirs.resolve("socket"), how)).isZero();
                assertThat(refused(engine.port(), ours.resolve("socket"), how)).isZero();
            }
        }
    }

    private static int refused(int port, Path unixSocket, Leaving how) throws Exception {
        var clients = new ArrayDeque<Client>();
        int refused = 0;
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(how == Leaving.UNIX ? Client.to(unixSocket) : Client.to(port));
            }
            for (int i = 0; i < CHANGES; i++) {
                Client leaving = clients.remove();
                if (how == Leaving.RESET && leaving.connection instanceof Socket socket) {
                    socket.setSoLinger(true, 0);
                }
                leaving.connection.close();
                Client next = how == Leaving.UNIX ? Client.to(unixSocket) : Client.to(port);
                if (!next.answer.equals(PONG)) {
                    refused++;
                }
                clients.add(next);
            }
        } finally {
            for (Client client : clients) {
                client.connection.close();
            }
        }
        return refused;
    }

    @Test
    void whoIsOneTooManyIsToldSo() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "", "--maxclients", "2");
                var one = RawBytes.connect(engine.port());
                var two = RawBytes.connect(engine.port())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            for (int i = 0; i < 50; i++) {
                assertThat(RawBytes.answerTo(engine.port(), "")).isEqualTo(TOO_MANY);
            }
        }
    }

    /// With 300 descriptors there cannot be 1,000 clients: those that there can be are served, the
    /// others told, and a snapshot, a rewrite of the log and a full resync go on.
    @Test
    void aServerAtTheLimitOfItsDescriptorsStillWritesItsFiles() throws Exception {
        Path log = ours.resolve("log");
        int port = RealRedis.freePort();
        Process process = limited(300, log, port, "--maxclients", "1000", "--appendonly", "yes");
        var clients = new ArrayList<Client>();
        try {
            ServerStart.awaitAnswer(process, port, log);
            int possible = 300 - 96;
            assertThat(Files.readString(log))
                    .contains(
                            "You requested maxclients of 1000 requiring at least 1096 max file"
                                    + " descriptors.",
                            "Current maximum open files is 300. maxclients has been reduced to "
                                    + possible
                                    + " to compensate for low ulimit.");
            try (var operator = Peer.connect(port);
                    var replica = RawReplica.connect(port)) {
                operator.ask("CONFIG", "SET", "maxclients", "1000");
                assertThat(operator.raw())
                        .isEqualTo(
                                "-ERR CONFIG SET failed (possibly related to argument 'maxclients')"
                                        + " - The operating system is not able to handle the"
                                        + " specified number of clients, try with "
                                        + possible
                                        + "\r\n");
                operator.ask("CONFIG", "SET", "maxclients", Integer.toString(possible));
                assertThat(operator.raw()).isEqualTo("+OK\r\n");
                for (int i = 0; i < 320; i++) {
                    clients.add(Client.to(port));
                }
                assertThat(clients.stream().filter(client -> client.answer.equals(PONG)))
                        .hasSize(possible - 2);
                assertThat(clients.stream().filter(client -> client.answer.equals(TOO_MANY)))
                        .hasSize(320 - (possible - 2));
                operator.ask("SET", "a", "1");
                operator.ask("BGSAVE");
                awaitInfo(operator, "rdb_bgsave_in_progress:0");
                operator.ask("BGREWRITEAOF");
                awaitInfo(operator, "aof_rewrite_in_progress:0");
                assertThat(info(operator))
                        .contains("rdb_last_bgsave_status:ok", "aof_last_bgrewrite_status:ok");
                assertThat(replica.ask("PSYNC", "?", "-1")).startsWith("+FULLRESYNC");
                operator.ask("SET", "b", "2");
                assertThat(operator.raw()).isEqualTo("+OK\r\n");
            }
            assertThat(Files.readString(log)).doesNotContain("Too many open files");
        } finally {
            for (Client client : clients) {
                client.connection.close();
            }
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void withTooFewDescriptorsItDoesNotStart() throws Exception {
        Path log = ours.resolve("log");
        Process process = limited(60, log, RealRedis.freePort(), "--maxclients", "1000");
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log))
                .contains(
                        "Your current 'ulimit -n' of 60 is not enough for the server to start."
                                + " Please increase your open file limit to at least 1096."
                                + " Exiting.");
    }

    private Process limited(int descriptors, Path log, int port, String... options)
            throws IOException {
        var arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
        arguments.addAll(List.of(options));
        return EngineProcess.launch(ours, log, arguments, "ulimit -n " + descriptors);
    }

    private static String info(Peer peer) throws IOException {
        return ReplyText.of(peer.ask("INFO", "persistence"));
    }

    private static void awaitInfo(Peer peer, String line) {
        Awaitility.await(line)
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> info(peer), text -> text.contains(line));
    }
}
