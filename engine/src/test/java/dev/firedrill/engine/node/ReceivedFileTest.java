package dev.firedrill.engine.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.rdb.RdbHeader;
import dev.firedrill.engine.rdb.RdbWriter;
import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What happens while a received snapshot is being made the replica's own file, step by step: the
/// test answers each call of the disk. Data and file always belong together.
class ReceivedFileTest {
    private static final String ID = "ab".repeat(20);
    private static final long SECOND = 1_000_000_000L;

    private final Files disk = new Files();
    private final Link wire = new Link();
    private final List<String> log = new ArrayList<>();
    private final Node node = started();
    private final Peer client = new Peer();
    private long now = SECOND;

    private Now at() {
        return new Now(now, now + 1_700_000_000L * SECOND);
    }

    private static final class Peer extends Connection {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        String heard() {
            String text = sent.toString(ISO_8859_1);
            sent.reset();
            return text;
        }
    }

    private static final class Link implements Wire {
        @Nullable Peer master;
        boolean reads = true;

        @Override
        public Connection connect(String host, int port) {
            master = new Peer();
            return master;
        }

        @Override
        public void write(Connection connection, ByteBuffer bytes) {
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            ((Peer) connection).sent.writeBytes(taken);
        }

        @Override
        public long unsentBytes(Connection connection) {
            return 0;
        }

        @Override
        public void reads(Connection connection, boolean wanted) {
            reads = wanted;
        }

        @Override
        public void closeAfterWrites(Connection connection) {}

        @Override
        public void abort(Connection connection) {}
    }

    /// Files in memory, each call of which is carried out when the test answers it.
    private static final class Files implements Disk {
        private record Asked(String what, DiskTicket ticket, Supplier<DiskOutcome> outcome) {}

        final TreeMap<String, byte[]> files = new TreeMap<>();
        final ArrayDeque<Asked> asked = new ArrayDeque<>();
        private long tickets;

        private DiskTicket ask(String what, Supplier<DiskOutcome> outcome) {
            var ticket = new DiskTicket(++tickets);
            asked.add(new Asked(what, ticket, outcome));
            return ticket;
        }

        private DiskTicket change(String what, Runnable change) {
            return ask(
                    what,
                    () -> {
                        change.run();
                        return new DiskOutcome.Done();
                    });
        }

        private static DiskOutcome missing() {
            return new DiskOutcome.Failed(DiskOutcome.Kind.NO_SUCH_FILE, "No such file", 0);
        }

        @Override
        public DiskTicket read(String path, long offset, int lengthMax) {
            return ask("read", Files::missing);
        }

        @Override
        public DiskTicket size(String path) {
            return ask("size", Files::missing);
        }

        @Override
        public DiskTicket list(String folder) {
            return ask("list", () -> new DiskOutcome.Names(List.of()));
        }

        @Override
        public DiskTicket append(String path, ByteBuffer bytes) {
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            return change(
                    "append",
                    () -> {
                        var all = new ByteArrayOutputStream();
                        all.writeBytes(files.getOrDefault(path, new byte[0]));
                        all.writeBytes(taken);
                        files.put(path, all.toByteArray());
                    });
        }

        @Override
        public DiskTicket fsync(String path) {
            return change("fsync", () -> {});
        }

        @Override
        public DiskTicket fsyncFolder(String folder) {
            return change("fsync of the folder", () -> {});
        }

        @Override
        public DiskTicket truncate(String path, long length) {
            return change("truncate", () -> {});
        }

        @Override
        public DiskTicket rename(String from, String to) {
            return change("rename", () -> files.put(to, files.remove(from)));
        }

        @Override
        public DiskTicket delete(String path) {
            return change("delete", () -> files.remove(path));
        }

        @Override
        public DiskTicket createFolder(String folder) {
            return change("folder", () -> {});
        }
    }

    private Node started() {
        try {
            ServerConfig config =
                    ServerConfig.parse(
                            "",
                            "",
                            List.of(
                                    "--save",
                                    "",
                                    "--protected-mode",
                                    "no",
                                    "--replicaof",
                                    "10.0.0.1 6379"));
            return new Node(
                    config,
                    wire,
                    disk,
                    new Prng(1),
                    (_, _, text) -> log.add(text),
                    NodeEvents.UNHEARD);
        } catch (Exception refused) {
            throw new AssertionError(refused);
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    /// Until the disk is asked for this; what it was asked for before is done.
    private void answerUpTo(String what) {
        while (!disk.asked.isEmpty() && !disk.asked.peek().what.equals(what)) {
            answerOne();
        }
        assertThat(disk.asked).as("asked for " + what).isNotEmpty();
    }

    private void answerOne() {
        Files.Asked next = disk.asked.remove();
        node.completed(at(), next.ticket, next.outcome.get());
        node.settle(at());
    }

    private void answerAll() {
        while (!disk.asked.isEmpty()) {
            answerOne();
        }
    }

    private void pass(long nanos) {
        for (long end = now + nanos; now < end; ) {
            now += SECOND / 10;
            node.tick(at());
            node.settle(at());
        }
    }

    private String ask(String... words) {
        node.received(at(), client, ByteBuffer.wrap(CommandEncoder.encodeWords(List.of(words))));
        node.settle(at());
        return client.heard();
    }

    private void masterSays(byte[] bytes) {
        node.received(at(), master(), ByteBuffer.wrap(bytes));
        node.settle(at());
    }

    private Peer master() {
        return Objects.requireNonNull(wire.master, "the replica has not connected");
    }

    /// Connects, and shakes hands up to the request for the stream.
    private String asksFor() {
        wire.master = null;
        pass(3 * SECOND);
        node.connected(at(), master());
        node.settle(at());
        String said = master().heard();
        while (!said.contains("PSYNC")) {
            masterSays((said.contains("PING") ? "+PONG\r\n" : "+OK\r\n").getBytes(ISO_8859_1));
            said = master().heard();
        }
        return said;
    }

    private static byte[] snapshot() {
        var writer = new RdbWriter();
        writer.begin(new RdbHeader(0, 0, 0, ID, 100, false).aux());
        writer.entry(0, "received".getBytes(ISO_8859_1), new Value.Text(new byte[] {'1'}), -1);
        writer.end();
        ByteBuffer piece = writer.drain();
        byte[] rdb = new byte[piece.remaining()];
        piece.get(rdb);
        return rdb;
    }

    /// A replica with data of its own has been sent a whole snapshot, and a command behind it.
    private void receives() {
        node.start(at());
        answerAll();
        node.accepted(at(), client, "10.0.0.2:1", "10.0.0.3:6379");
        ask("REPLICAOF", "NO", "ONE");
        ask("SET", "old", "1");
        disk.files.put("./dump.rdb", new byte[] {'o', 'l', 'd'});
        ask("REPLICAOF", "10.0.0.1", "6379");
        asksFor();
        byte[] rdb = snapshot();
        masterSays(("+FULLRESYNC " + ID + " 100\r\n$" + rdb.length + "\r\n").getBytes(ISO_8859_1));
        var rest = new ByteArrayOutputStream();
        rest.writeBytes(rdb);
        rest.writeBytes(later());
        masterSays(rest.toByteArray());
    }

    /// The stream behind the snapshot.
    private static byte[] later() {
        var stream = new ByteArrayOutputStream();
        stream.writeBytes(CommandEncoder.encodeWords(List.of("SELECT", "0")));
        stream.writeBytes(CommandEncoder.encodeWords(List.of("SET", "later", "1")));
        return stream.toByteArray();
    }

    private void hasOldData() {
        assertThat(ask("EXISTS", "old")).isEqualTo(":1\r\n");
        assertThat(ask("EXISTS", "received")).isEqualTo(":0\r\n");
    }

    private void hasNewData(String laterToo) {
        assertThat(ask("EXISTS", "old")).isEqualTo(":0\r\n");
        assertThat(ask("EXISTS", "received")).isEqualTo(":1\r\n");
        assertThat(ask("EXISTS", "later")).isEqualTo(laterToo);
    }

    private void hasFile(byte[] wanted) {
        assertThat(disk.files).containsOnlyKeys("./dump.rdb");
        assertThat(disk.files.get("./dump.rdb")).isEqualTo(wanted);
    }

    @Test
    void theDataIsServedOnceItsFileIsInPlaceAndNotBefore() {
        receives();
        for (String step : List.of("fsync", "rename", "fsync of the folder")) {
            answerUpTo(step);
            hasOldData();
            assertThat(wire.reads).as(step).isFalse();
            assertThat(ask("BGSAVE")).startsWith("-ERR Another child process is active");
        }
        answerAll();
        hasNewData(":1\r\n");
        assertThat(wire.reads).isTrue();
        hasFile(snapshot());
    }

    /// The snapshot is whole: a link that ends now costs no second one, nor what has arrived behind
    /// it (CutTransactionTest asks redis-server).
    @Test
    void aLinkThatEndsMeanwhileCostsNothing() {
        receives();
        answerUpTo("fsync");
        node.closed(at(), master(), CloseReason.RESET);
        node.settle(at());
        wire.master = null;
        pass(5 * SECOND);
        assertThat(wire.master).as("not asked before it knows where it is").isNull();
        answerAll();
        hasNewData(":1\r\n");
        hasFile(snapshot());
        int next = 101 + later().length;
        assertThat(asksFor()).contains(ID).contains("$3\r\n" + next + "\r\n");
    }

    @Test
    void aPromotionBeforeTheRenameKeepsTheOldDataAndItsFile() {
        receives();
        answerUpTo("fsync");
        assertThat(ask("REPLICAOF", "NO", "ONE")).isEqualTo("+OK\r\n");
        answerAll();
        hasOldData();
        hasFile(new byte[] {'o', 'l', 'd'});
        assertThat(ask("BGSAVE")).isEqualTo("+Background saving started\r\n");
    }

    /// What the disk was told cannot be taken back, so the data is the file's.
    @Test
    void aPromotionBehindTheRenameTakesTheNewData() {
        receives();
        answerUpTo("rename");
        assertThat(ask("REPLICAOF", "NO", "ONE")).isEqualTo("+OK\r\n");
        hasNewData(":0\r\n");
        answerAll();
        hasNewData(":0\r\n");
        hasFile(snapshot());
        assertThat(ask("INFO", "replication")).contains("master_replid2:" + ID);
        assertThat(ask("BGSAVE")).isEqualTo("+Background saving started\r\n");
    }

    /// A snapshot that takes its name while the master's arrives must not come behind it.
    @Test
    void aSnapshotOfTheOldDataDoesNotComeBehindTheReceivedOne() {
        node.start(at());
        answerAll();
        node.accepted(at(), client, "10.0.0.2:1", "10.0.0.3:6379");
        asksFor();
        masterSays(("+FULLRESYNC " + ID + " 100\r\n").getBytes(ISO_8859_1));
        assertThat(ask("BGSAVE")).isEqualTo("+Background saving started\r\n");
        pass(SECOND / 5);
        byte[] rdb = snapshot();
        masterSays(("$" + rdb.length + "\r\n").getBytes(ISO_8859_1));
        masterSays(rdb);
        answerAll();
        for (int i = 0; i < 20; i++) {
            pass(SECOND / 10);
            answerAll();
        }
        assertThat(ask("EXISTS", "received")).isEqualTo(":1\r\n");
        hasFile(rdb);
    }

    /// The master waits while the disk is behind: what it sends would fill the memory.
    @Test
    void aDiskThatIsBehindMakesTheMasterWait() {
        node.start(at());
        answerAll();
        asksFor();
        masterSays(("+FULLRESYNC " + ID + " 100\r\n$1000000000\r\n").getBytes(ISO_8859_1));
        // A string of 512 MB, of which the first pieces come.
        byte[] head = "REDIS0010\0\1k\200".getBytes(ISO_8859_1);
        masterSays(head);
        masterSays(new byte[] {0x20, 0, 0, 0});
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 5; i++) {
            masterSays(piece);
        }
        assertThat(wire.reads).isFalse();
        pass(120 * SECOND);
        assertThat(log).noneMatch(line -> line.startsWith("Timeout"));
        answerAll();
        assertThat(wire.reads).isTrue();
    }
}
