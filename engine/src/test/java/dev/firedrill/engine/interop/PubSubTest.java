package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.CommandEncoder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Channels beside redis-server's, byte for byte, and through replication in both directions.
class PubSubTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// A connection on which nothing is interpreted.
    private static final class Wire implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Wire(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String line) throws IOException {
            socket.getOutputStream()
                    .write(CommandEncoder.encodeWords(List.of(line.split(" ", -1))));
        }

        /// Everything up to and with that text.
        String until(String end) throws IOException {
            var text = new StringBuilder();
            while (text.indexOf(end) < 0) {
                int next = in.read();
                assertThat(next).as("the connection ended after '%s'", text).isNotNegative();
                text.append((char) next);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// What a listener is told while another one tells.
    private static String transcript(int port, String... hello) throws IOException {
        try (var listener = new Wire(port);
                var teller = new Wire(port)) {
            for (String line : hello) {
                listener.send(line);
            }
            var lines =
                    List.of(
                            "SUBSCRIBE a b a",
                            "PSUBSCRIBE a* [",
                            "SSUBSCRIBE s",
                            "PING",
                            "PING x",
                            "GET k",
                            "NONSENSE",
                            "GET",
                            "CLIENT GETNAME",
                            "UNSUBSCRIBE nope b");
            for (String line : lines) {
                listener.send(line);
            }
            listener.send("PUNSUBSCRIBE none");
            var heard = new StringBuilder(listener.until("none\r\n:3\r\n"));
            teller.send("PUBLISH a one");
            teller.send("PUBLISH ab two");
            teller.send("PUBLISH b three");
            teller.send("SPUBLISH s four");
            teller.send("PUBSUB NUMSUB a b");
            teller.send("PUBSUB CHANNELS a*");
            teller.send("PUBSUB NUMPAT");
            teller.send("PUBSUB SHARDNUMSUB s");
            teller.send("ECHO end");
            heard.append(teller.until("$3\r\nend\r\n"));
            listener.send("UNSUBSCRIBE");
            listener.send("PUNSUBSCRIBE");
            listener.send("SUNSUBSCRIBE");
            listener.send("UNSUBSCRIBE");
            listener.send("ECHO end");
            heard.append(listener.until("$3\r\nend\r\n"));
            listener.send("SUBSCRIBE c");
            listener.send("RESET");
            listener.send("ECHO end");
            heard.append(listener.until("$3\r\nend\r\n"));
            return heard.toString();
        }
    }

    @Test
    void listenersAreToldTheSameBytes() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            assertThat(transcript(engine.port())).isEqualTo(transcript(redis.port()));
        }
    }

    @Test
    void theNewerProtocolPushesAndRestrictsNothing() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            String seen = transcript(engine.port(), "HELLO 3");
            String wanted = transcript(redis.port(), "HELLO 3");
            int hello = wanted.indexOf(">3");
            assertThat(seen.substring(seen.indexOf(">3"))).isEqualTo(wanted.substring(hello));
            assertThat(seen).contains(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$3\r\none\r\n");
        }
    }

    @Test
    void clientsOfReplicasHearWhatTheMasterIsTold() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            engine.cli("REPLICAOF", "127.0.0.1", Integer.toString(redis.port()));
            heardAt(engine.port(), redis.port());
            engine.cli("REPLICAOF", "NO", "ONE");
            redis.cli("REPLICAOF", "127.0.0.1", Integer.toString(engine.port()));
            heardAt(redis.port(), engine.port());
        }
    }

    private static void heardAt(int replica, int master) throws Exception {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(
                        () -> RealRedis.cli(replica, "INFO", "replication"),
                        info -> info.contains("master_link_status:up"));
        try (var listener = new Wire(replica)) {
            listener.send("SUBSCRIBE channel");
            listener.until(":1\r\n");
            RealRedis.cli(master, "PUBLISH", "channel", "told");
            assertThat(listener.until("told\r\n")).contains("$7\r\nmessage\r\n$7\r\nchannel\r\n");
        }
    }
}
