package dev.firedrill.engine.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.port.NodeEvents;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two replicas that share one snapshot file, the second asking while it is written and after a
/// write: both must be told the place where the snapshot began, or the second would count on from a
/// place that its data has not reached.
class JoinedSnapshotTest {
    private static final long SECOND = 1_000_000_000L;

    /// Keeps what was written to it.
    private static final class Client extends Connection {
        final StringBuilder heard = new StringBuilder();
    }

    private static final class Links implements Wire {
        @Override
        public Connection connect(String host, int port) {
            return new Client();
        }

        @Override
        public void write(Connection connection, ByteBuffer bytes) {
            ((Client) connection).heard.append(ISO_8859_1.decode(bytes));
        }

        @Override
        public long unsentBytes(Connection connection) {
            return 0;
        }

        @Override
        public void closeAfterWrites(Connection connection) {}

        @Override
        public void abort(Connection connection) {}
    }

    /// An empty disk that answers when the test says so.
    private static final class PatientDisk implements Disk {
        private record Answer(DiskTicket ticket, DiskOutcome outcome) {}

        private final ArrayDeque<Answer> answers = new ArrayDeque<>();
        private long tickets;

        private DiskTicket later(DiskOutcome outcome) {
            var ticket = new DiskTicket(++tickets);
            answers.add(new Answer(ticket, outcome));
            return ticket;
        }

        private DiskTicket missing() {
            return later(
                    new DiskOutcome.Failed(
                            DiskOutcome.Kind.NO_SUCH_FILE, "No such file or directory", 0));
        }

        void answerAll(Node node, Now now) {
            while (!answers.isEmpty()) {
                Answer answer = answers.poll();
                node.completed(now, answer.ticket(), answer.outcome());
            }
        }

        @Override
        public DiskTicket read(String path, long offset, int lengthMax) {
            return missing();
        }

        @Override
        public DiskTicket size(String path) {
            return missing();
        }

        @Override
        public DiskTicket list(String folder) {
            return later(new DiskOutcome.Names(List.of()));
        }

        @Override
        public DiskTicket append(String path, ByteBuffer bytes) {
            bytes.position(bytes.limit());
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket fsync(String path) {
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket fsyncFolder(String folder) {
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket truncate(String path, long length) {
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket rename(String from, String to) {
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket delete(String path) {
            return later(new DiskOutcome.Done());
        }

        @Override
        public DiskTicket createFolder(String folder) {
            return later(new DiskOutcome.Done());
        }
    }

    private static void say(Node node, Now now, Client client, String line) {
        node.received(now, client, ByteBuffer.wrap((line + "\r\n").getBytes(ISO_8859_1)));
        node.settle(now);
    }

    @Test
    void bothAreToldWhereTheSnapshotBegan() throws Exception {
        var disk = new PatientDisk();
        var config =
                ServerConfig.parse(
                        "",
                        "",
                        List.of(
                                "--save",
                                "",
                                "--protected-mode",
                                "no",
                                "--repl-diskless-sync",
                                "no"));
        var now = new Now(SECOND, 1_000 * SECOND);
        try (var node =
                new Node(
                        config,
                        new Links(),
                        disk,
                        new Prng(1),
                        (_, _, _) -> {},
                        NodeEvents.UNHEARD)) {
            node.start(now);
            disk.answerAll(node, now);
            var writer = new Client();
            var first = new Client();
            var second = new Client();
            node.accepted(now, writer, "writer:1");
            node.accepted(now, first, "first:1");
            node.accepted(now, second, "second:1");
            say(node, now, writer, "SET a 1");
            say(node, now, first, "PSYNC ? -1");
            assertThat(first.heard).startsWith("+FULLRESYNC");
            say(node, now, writer, "SET b 2");

            say(node, now, second, "PSYNC ? -1");

            assertThat(second.heard.toString()).isEqualTo(first.heard.toString());
        }
    }
}
