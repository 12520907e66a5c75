package dev.firedrill.engine.node;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A node alone with its clients, on a time that the test moves and a disk on which nothing is.
final class LoneNode implements AutoCloseable {
    static final long SECOND = 1_000_000_000L;

    final List<String> log = new ArrayList<>();
    final List<NodeEvent> events = new ArrayList<>();
    final Node node;

    /// The monotonic clock at the next input.
    long now = SECOND;

    /// The wall clock, ahead of the monotonic one: 14 November 2023. A test may let it jump.
    long wallAheadNanos = 1_700_000_000L * SECOND - SECOND;

    private final Missing disk;

    private static final class Peer extends Connection {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        long unsent;
        boolean reads = true;
        boolean closed;
    }

    /// A client; `ask` answers what the server has sent since the last time.
    final class Client {
        private final Peer peer = new Peer();

        private Client(String name) {
            node.accepted(at(), peer, name, "10.0.0.9:6379");
        }

        String ask(String... words) {
            tell(words);
            return heard();
        }

        void tell(String... words) {
            raw(CommandEncoder.encodeWords(List.of(words)));
        }

        void raw(byte[] bytes) {
            node.received(at(), peer, ByteBuffer.wrap(bytes));
            node.settle(at());
        }

        /// The input, and its end so much later.
        void tellTaking(long nanos, byte[] bytes) {
            node.received(at(), peer, ByteBuffer.wrap(bytes));
            now += nanos;
            node.settle(at());
        }

        String heard() {
            String text = peer.sent.toString(StandardCharsets.ISO_8859_1);
            peer.sent.reset();
            return text;
        }

        void stopsReading() {
            peer.reads = false;
        }

        boolean closed() {
            return peer.closed;
        }
    }

    LoneNode(String... options) throws Exception {
        this(1, options);
    }

    LoneNode(long seed, String... options) throws Exception {
        this(seed, new Missing(), MemoryGauge.AMPLE, options);
    }

    /// With a disk that the test answers for.
    LoneNode(Disk other, String... options) throws Exception {
        this(1, other, MemoryGauge.AMPLE, options);
    }

    /// With limits of memory that the test sets.
    LoneNode(MemoryGauge gauge, String... options) throws Exception {
        this(1, new Missing(), gauge, options);
    }

    private LoneNode(long seed, Disk used, MemoryGauge gauge, String... options) throws Exception {
        disk = used instanceof Missing missing ? missing : new Missing();
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--save",
                                "",
                                "--protected-mode",
                                "no",
                                "--enable-debug-command",
                                "yes"));
        arguments.addAll(Arrays.asList(options));
        var config = ServerConfig.parse("", "", arguments);
        node =
                new Node(
                        config,
                        new Peers(),
                        used,
                        new Prng(seed),
                        (_, _, text) -> log.add(text),
                        (_, event) -> events.add(event),
                        Memory.COLLECTED,
                        HostProcess.SIMULATED,
                        gauge);
        node.start(at());
        answerDisk();
        node.settle(at());
    }

    Now at() {
        return new Now(now, now + wallAheadNanos);
    }

    Client client(String name) {
        return new Client(name);
    }

    /// Time passes in steps of the server's cron.
    void pass(long nanos) {
        for (long left = nanos; left > 0; left -= SECOND / 10) {
            now += Math.min(left, SECOND / 10);
            node.tick(at());
            node.settle(at());
        }
    }

    /// Whatever was asked of the disk has failed.
    void answerDisk() {
        while (!disk.asked.isEmpty()) {
            var failed = new DiskOutcome.Failed(DiskOutcome.Kind.NO_SUCH_FILE, "No such file", 0);
            node.completed(at(), disk.asked.removeFirst(), failed);
        }
    }

    @Override
    public void close() {
        node.close();
    }

    static final class Peers implements Wire {
        @Override
        public Connection connect(String host, int port) {
            return new Peer();
        }

        @Override
        public void write(Connection connection, ByteBuffer bytes) {
            var peer = (Peer) connection;
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            if (peer.reads) {
                peer.sent.writeBytes(taken);
            } else {
                peer.unsent += taken.length;
            }
        }

        @Override
        public long unsentBytes(Connection connection) {
            return ((Peer) connection).unsent;
        }

        @Override
        public void closeAfterWrites(Connection connection) {
            ((Peer) connection).closed = true;
        }

        @Override
        public void abort(Connection connection) {
            ((Peer) connection).closed = true;
        }
    }

    /// A disk without files, on which nothing can be written.
    static final class Missing implements Disk {
        final ArrayDeque<DiskTicket> asked = new ArrayDeque<>();
        private long tickets;

        private DiskTicket ticket() {
            var ticket = new DiskTicket(++tickets);
            asked.add(ticket);
            return ticket;
        }

        @Override
        public DiskTicket read(String path, long offset, int lengthMax) {
            return ticket();
        }

        @Override
        public DiskTicket size(String path) {
            return ticket();
        }

        @Override
        public DiskTicket list(String folder) {
            return ticket();
        }

        @Override
        public DiskTicket append(String path, ByteBuffer bytes) {
            return ticket();
        }

        @Override
        public DiskTicket fsync(String path) {
            return ticket();
        }

        @Override
        public DiskTicket fsyncFolder(String folder) {
            return ticket();
        }

        @Override
        public DiskTicket truncate(String path, long length) {
            return ticket();
        }

        @Override
        public DiskTicket rename(String from, String to) {
            return ticket();
        }

        @Override
        public DiskTicket delete(String path) {
            return ticket();
        }

        @Override
        public DiskTicket createFolder(String folder) {
            return ticket();
        }
    }
}
