package dev.firedrill.engine.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbHeader;
import dev.firedrill.engine.rdb.RdbWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A master that is broken, or means harm. Whatever it sends, the replica lives, keeps the data
/// that it had, never takes a part of a new dataset, says why in its log, and comes back at most
/// five times a second.
class HostileMasterTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";
    private static final String FULL = "+FULLRESYNC " + ID + " 100\r\n";

    @TempDir private Path folder;

    @BeforeAll
    static void needsCli() {
        RealRedis.assumeInstalled();
    }

    /// Answers every handshake, and PSYNC with the bytes of its script.
    private static final class FakeMaster implements AutoCloseable {
        private final ServerSocket listening;
        private final byte[] script;
        private final String pong;
        private final boolean closes;
        private final List<Long> connections = new CopyOnWriteArrayList<>();
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        FakeMaster(String pong, byte[] script, boolean closes) throws IOException {
            this.pong = pong;
            this.script = script;
            this.closes = closes;
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    connections.add(System.nanoTime());
                    open.add(socket);
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void answer(Socket socket) {
            try {
                OutputStream out = socket.getOutputStream();
                var in = socket.getInputStream();
                byte[] buffer = new byte[4096];
                int read = in.read(buffer);
                while (read > 0) {
                    String asked = new String(buffer, 0, read, ISO_8859_1);
                    if (asked.contains("PSYNC") || asked.contains("SYNC\r\n")) {
                        out.write(script);
                        out.flush();
                        if (closes) {
                            socket.close();
                            return;
                        }
                    } else if (asked.contains("PING")) {
                        out.write(pong.getBytes(ISO_8859_1));
                    } else if (!asked.contains("ACK")) {
                        out.write("+OK\r\n".getBytes(ISO_8859_1));
                    }
                    read = in.read(buffer);
                }
            } catch (IOException gone) {
                // The replica has had enough, or the test is over.
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] snapshot(String database) {
        var writer = new RdbWriter();
        var aux = new java.util.LinkedHashMap<String, String>();
        aux.put("redis-ver", "7.0.15");
        aux.put("repl-stream-db", database);
        writer.begin(new dev.firedrill.engine.rdb.RdbAux(aux));
        for (int i = 0; i < 30; i++) {
            writer.entry(0, bytes("new" + i), new Value.Text(bytes("v".repeat(i * 3))), -1);
        }
        writer.entry(2, bytes("list"), new Value.Sequence(List.of(bytes("a"), bytes("b"))), -1);
        writer.end();
        var piece = writer.drain();
        byte[] all = new byte[piece.remaining()];
        piece.get(all);
        return all;
    }

    private static byte[] sized(byte[] rdb) {
        return joined(bytes(FULL + "$" + rdb.length + "\r\n"), rdb);
    }

    /// The replica had data; it still has all of it, serves clients and has said what was wrong.
    private void survives(String what, byte[] script, Predicate<String> said) throws Exception {
        survives(what, "+PONG\r\n", script, true, said);
    }

    private void survives(
            String what, String pong, byte[] script, boolean closes, Predicate<String> said)
            throws Exception {
        try (var master = new FakeMaster(pong, script, closes);
                var replica = RunningEngine.start(folder, "--save", "")) {
            replica.cli("MSET", "old1", "1", "old2", "2");
            String digest = replica.cli("DEBUG", "DIGEST");
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));

            Awaitility.await(what)
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> {
                        assertThat(replica.log()).as(what).anyMatch(said);
                        assertThat(master.connections).as(what).hasSizeGreaterThan(1);
                    });

            assertThat(replica.cli("DEBUG", "DIGEST")).as(what).isEqualTo(digest);
            assertThat(Peers.info(replica.port(), "role")).isEqualTo("slave");
            assertSeldom(what, master.connections);
        }
    }

    private static void assertSeldom(String what, List<Long> connections) {
        var times = new ArrayList<>(connections);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .as(what + ": nanoseconds between connections " + (i - 1) + " and " + i)
                    .isGreaterThan(150_000_000L);
        }
    }

    private static Predicate<String> says(String text) {
        return line -> line.contains(text);
    }

    @Test
    void brokenHandshakes() throws Exception {
        survives("error", "-ERR go away\r\n", bytes(""), true, says("-ERR go away"));
        survives("line", "x".repeat(5000), bytes(""), true, says("a line that never ends"));
        survives(
                "control characters",
                "-\u001b[2J\r* fake line\r\n",
                bytes(""),
                true,
                says("-?[2J?* fake line"));
        survives("garbage", bytes("%&/()\r\n"), says("does not support PSYNC"));
        survives("offset", bytes("+FULLRESYNC " + ID + " -7\r\n"), says("-7"));
        survives(
                "large offset",
                bytes("+FULLRESYNC " + ID + " 9223372036854775807\r\n"),
                says("9223372036854775807"));
        survives(
                "id",
                bytes("+FULLRESYNC " + "\u0007".repeat(40) + " 1\r\n"),
                says("does not support"));
        survives("later", bytes("-NOMASTERLINK no\r\n"), says("unable to PSYNC but should be"));
    }

    @Test
    void brokenBulkHeaders() throws Exception {
        survives("refusal", bytes(FULL + "-ERR no\r\n"), says("aborted replication"));
        survives("no header", bytes(FULL + "hello\r\n"), says("aborted replication"));
        survives("negative", bytes(FULL + "$-5\r\n"), says("aborted replication"));
        survives(
                "digits", bytes(FULL + "$" + "9".repeat(30) + "\r\n"), says("aborted replication"));
        survives("mark", bytes(FULL + "$EOF:short\r\n"), says("aborted replication"));
        survives(
                "2^60",
                bytes(FULL + "$1152921504606846976\r\nREDIS0010"),
                says("aborted replication with an error: $1152921504606846976"));
        survives(
                "18 digits",
                bytes(FULL + "$999999999999999999\r\nREDIS0010"),
                says("receiving 999999999999999999 bytes"));
        survives("no snapshot", bytes(FULL + "$20\r\nNOT A SNAPSHOT AT ALL"), says("signature"));
        byte[] rdb = snapshot("0");
        survives(
                "shorter than announced",
                joined(bytes(FULL + "$" + (rdb.length + 9) + "\r\n"), rdb, bytes("123456789")),
                says("before its announced length"));
        survives(
                "wrong mark",
                joined(bytes(FULL + "$EOF:" + "a".repeat(40) + "\r\n"), rdb, bytes("b".repeat(40))),
                says("does not end with its mark"));
    }

    @Test
    void hugeLengthsAndBombs() throws Exception {
        byte[] head = bytes("REDIS0010\u00fe\u0000");
        byte[] huge = {(byte) 0x81, 0x10, 0, 0, 0, 0, 0, 0, 0};
        byte[] key = {1, 'k'};
        for (int type : new int[] {0, 1, 2, 4, 5, 14, 18}) {
            survives(
                    "2^60 in type " + type,
                    sized(joined(head, new byte[] {(byte) type}, key, huge, new byte[64])),
                    says("Failed trying to load"));
        }
        survives("2^60 as key", sized(joined(head, new byte[1], huge)), says("Failed trying"));
        // A compressed string: 3 bytes that claim to be 256 MB.
        byte[] bomb = {(byte) 0xc3, 3, (byte) 0x80, 0x10, 0, 0, 0, (byte) 0xe0, (byte) 0xff, 0};
        survives("bomb", sized(joined(head, new byte[1], key, bomb)), says("claims 268435456"));
    }

    /// One engine takes hundreds of damaged snapshots in a row: each byte flipped that the seed
    /// picks, each cut. Repeat with the seed that the failure names.
    @Test
    void damagedSnapshotsAreRefusedOneAfterTheOther() {
        long seed = 20_130_718L;
        byte[] rdb = snapshot("0");
        var prng = new Prng(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = rdb.clone();
            int at = prng.nextInt(rdb.length);
            int length = rdb.length;
            if (prng.chance(0.3)) {
                length = at;
            } else {
                damaged[at] ^= (byte) (1 << prng.nextInt(8));
            }
            var keyspace = new dev.firedrill.engine.keyspace.Keyspace(16, new Prng(1));
            var reader = new dev.firedrill.engine.rdb.RdbReader(16, keyspace.loader());
            int fed = reader.feed(damaged, 0, length);
            String what = "seed %d, case %d, byte %d of %d".formatted(seed, i, at, rdb.length);
            assertThat(fed).as(what).isLessThanOrEqualTo(length);
            assertThat(reader.progress())
                    .as(what)
                    .isNotInstanceOf(dev.firedrill.engine.rdb.RdbProgress.Complete.class);
            keyspace.close();
        }
    }

    @Test
    void aDamagedSnapshotLeavesTheOldData() throws Exception {
        byte[] rdb = snapshot("0");
        var prng = new Prng(7);
        for (int i = 0; i < 4; i++) {
            byte[] damaged = rdb.clone();
            int at = prng.nextInt(rdb.length);
            damaged[at] ^= 0x20;
            survives("flipped at " + at, sized(damaged), says("Failed trying to load"));
            int cut = 1 + prng.nextInt(rdb.length - 1);
            survives(
                    "cut at " + cut,
                    joined(
                            bytes(FULL + "$" + rdb.length + "\r\n"),
                            java.util.Arrays.copyOf(rdb, cut)),
                    says("Connection to master failed"));
        }
    }

    /// Takes a whole snapshot and then garbage: nothing of it is carried out, and the next time the
    /// replica asks for everything, because its place in the stream is not to be trusted.
    private void streams(String what, String stream, Predicate<String> said, String keysWanted)
            throws Exception {
        byte[] script = joined(sized(snapshot("not a number")), bytes(stream));
        try (var master = new FakeMaster("+PONG\r\n", script, false);
                var replica = RunningEngine.start(folder, "--save", "")) {
            replica.cli("SET", "old1", "1");
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            Awaitility.await(what)
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(replica.log()).as(what).anyMatch(said));
            assertThat(replica.cli("PING")).as(what).isEqualTo("PONG");
            assertThat(replica.cli("DBSIZE")).as(what).isEqualTo(keysWanted);
            assertThat(Peers.info(replica.port(), "role")).as(what).isEqualTo("slave");
            assertSeldom(what, master.connections);
        }
    }

    @Test
    void garbageInTheStream() throws Exception {
        streams("letters", "*1\r\nhello\r\n", says("expected '$'"), "30");
        streams("count", "*2147483648\r\n", says("invalid multibulk length"), "30");
        streams("2^60", "*2\r\n$1152921504606846976\r\n", says("invalid bulk length"), "30");
        streams("lines", "SET a 1\r\n", says("Master using the inline protocol"), "30");
        streams("quotes", "\"unbalanced\r\n", says("unbalanced quotes"), "30");
        streams("database", "*2\r\n$6\r\nSELECT\r\n$3\r\n999\r\n", says("does not exist"), "30");
    }

    @Test
    void commandsThatAMasterMustNotSend() throws Exception {
        for (String command :
                new String[] {
                    "SHUTDOWN NOSAVE",
                    "REPLICAOF NO ONE",
                    "CONFIG SET requirepass x",
                    "CLIENT KILL TYPE normal",
                    "EXEC",
                    "DISCARD",
                    "WATCH a",
                    "PSYNC ? -1",
                    "SYNC",
                    "WAIT 5 0",
                    "FAILOVER",
                    "AUTH x",
                    "HELLO 3",
                    "BGSAVE",
                    "DEBUG SLEEP 60",
                    "INFO",
                    "QUIT",
                    "NOSUCH"
                }) {
            streams(
                    command,
                    encoded(command) + encoded("SET after 1"),
                    says("sending an error to its master"),
                    "31");
        }
    }

    private static String encoded(String command) {
        return new String(ScriptedMaster.command(command.split(" ")), ISO_8859_1);
    }

    /// A master that takes the link up and drops it at once must not be asked ten times a second.
    @Test
    void aMasterThatAlwaysHangsUpIsNotHammered() throws Exception {
        byte[] script = joined(sized(snapshot("0")), bytes("*1\r\n$4\r\nPING\r\n"));
        try (var master = new FakeMaster("+PONG\r\n", script, true);
                var replica = RunningEngine.start(folder, "--save", "")) {
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> master.connections.size() > 8);
            assertSeldom("hangs up", master.connections);
        }
    }

    /// A port behind which nobody stays: as many connections as there are in three seconds.
    @Test
    void aMasterThatClosesAtOnceIsAskedAtMostFiveTimesASecond() throws Exception {
        int seconds = 3;
        try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var replica = RunningEngine.start(folder, "--save", "")) {
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(listening.getLocalPort()));
            listening.setSoTimeout(20_000);
            listening.accept().close();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            int accepted = 0;
            for (long left = seconds * 1000L;
                    left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                listening.setSoTimeout((int) left);
                try {
                    listening.accept().close();
                    accepted++;
                } catch (SocketTimeoutException over) {
                    break;
                }
            }
            assertThat(accepted).as("connections").isBetween(1, 5 * seconds);
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(replica.log())
                                    .anyMatch(says("Connection to master failed: ")));
            assertThat(replica.cli("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aMasterThatCameUpEmptyDoesNotEmptyItsReplica() throws Exception {
        var writer = new RdbWriter();
        writer.begin(new RdbHeader(0, 0, 0, "", 0, false).aux());
        writer.end();
        var piece = writer.drain();
        byte[] empty = new byte[piece.remaining()];
        piece.get(empty);
        try (var master = new FakeMaster("+PONG\r\n", sized(empty), false);
                var replica =
                        RunningEngine.start(
                                folder, "--save", "", "--replica-refuse-shrunk-dataset", "50")) {
            replica.cli("MSET", "old1", "1", "old2", "2");
            replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(replica.log())
                                    .anyMatch(says("dataset has 0 keys and ours 2")));
            assertThat(replica.cli("DBSIZE")).isEqualTo("2");

            replica.cli("CONFIG", "SET", "replica-refuse-shrunk-dataset", "0");
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(replica.cli("DBSIZE")).isEqualTo("0"));
        }
    }
}
