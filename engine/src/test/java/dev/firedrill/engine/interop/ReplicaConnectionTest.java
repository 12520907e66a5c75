package dev.firedrill.engine.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.CommandEncoder;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A connection that replicates carries the stream and nothing else: whatever a replica sends, the
/// engine lets its link stand or ends it as redis-server does, with the same bytes until then.
class ReplicaConnectionTest {
    /// They end the server, or its role, or keep the link waiting.
    private static final Set<String> LEFT_OUT = Set.of("shutdown", "failover", "wait", "waitaof");

    private static final String MARK = "mark-of-the-test";

    @TempDir private Path ours;
    @TempDir private Path theirs;
    private RealRedis redis;
    private RunningEngine engine;

    @BeforeEach
    void start() throws Exception {
        RealRedis.assumeInstalled();
        String[] options = {
            "--repl-ping-replica-period", "3600", "--save", "", "--enable-debug-command", "yes"
        };
        redis = RealRedis.start(theirs, options);
        engine = RunningEngine.start(ours, options);
        for (int port : List.of(redis.port(), engine.port())) {
            // Begins a history.
            try (var first = RawReplica.connect(port)) {
                assertThat(first.ask("PSYNC", "?", "-1")).startsWith("+FULLRESYNC");
            }
            Peers.cli(port, "SET", "kept", "1");
        }
    }

    @AfterEach
    void stop() {
        engine.close();
        redis.close();
    }

    private static RawReplica tap(int port) throws Exception {
        long next = Long.parseLong(Peers.info(port, "master_repl_offset")) + 1;
        return RawReplica.tap(port, Peers.info(port, "master_replid"), next);
    }

    private static boolean acked(int port, long place) {
        return Peers.cli(port, "INFO", "replication")
                .contains("state=online,offset=" + place + ",");
    }

    /// What becomes of a link by which these bytes come: what it carried, and whether it stands. An
    /// acknowledgement behind them shows that they were read.
    private static String fate(int port, byte[] sent) throws Exception {
        long place = 1_000_000_000L + sent.length;
        try (var replica = tap(port)) {
            replica.sayRaw(sent);
            replica.say("REPLCONF", "ACK", Long.toString(place));
            Awaitility.await(new String(sent, ISO_8859_1))
                    .atMost(20, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> replica.ended() || acked(port, place));
            if (replica.ended()) {
                return "closed after: " + replica.heardText();
            }
            if (new String(sent, ISO_8859_1).contains("OFF")) {
                // redis-server sends no stream to one who wants no replies.
                return "stands after: " + replica.heardText();
            }
            Peers.cli(port, "SET", MARK, "1");
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> replica.heardText().contains(MARK));
            return "stands after: " + replica.heardText();
        } catch (java.net.SocketException reset) {
            return "closed after: ";
        }
    }

    private void sameFate(byte[] sent) throws Exception {
        String shown = new String(sent, ISO_8859_1).replace("\r\n", " ");
        assertThat(fate(engine.port(), sent)).as(shown).isEqualTo(fate(redis.port(), sent));
    }

    private static byte[] command(String... words) {
        return CommandEncoder.encode(
                Arrays.stream(words).map(word -> word.getBytes(ISO_8859_1)).toList());
    }

    private static byte[] joined(byte[]... parts) {
        return ScriptedMaster.joined(parts);
    }

    /// Each name with as many words as it wants.
    private Map<String, List<String>> everyCommand() throws Exception {
        var all = new LinkedHashMap<String, List<String>>();
        var names = new LinkedHashSet<String>();
        try (var there = Answers.client(redis.port())) {
            there.commandList().stream().sorted().forEach(names::add);
            names.removeAll(LEFT_OUT);
            for (String name : names) {
                long arity = there.commandInfo(name).get(name).getArity();
                var words = new ArrayList<>(List.of(name));
                for (int i = 1; i < Math.abs(arity); i++) {
                    words.add("1");
                }
                all.put(name, words);
            }
        }
        return all;
    }

    @Test
    void everyCommandEndsTheLinkWhereRedisServerEndsIt() throws Exception {
        for (List<String> words : everyCommand().values()) {
            sameFate(command(words.toArray(String[]::new)));
        }
        for (int port : List.of(redis.port(), engine.port())) {
            assertThat(Peers.cli(port, "KEYS", "*").lines().sorted()).contains("kept");
            assertThat(Peers.info(port, "role")).isEqualTo("master");
        }
    }

    @Test
    void commandsWithArgumentsThatWouldBeAnswered() throws Exception {
        for (String line :
                List.of(
                        "GET kept",
                        "SET kept 2",
                        "DEL kept",
                        "FLUSHALL",
                        "SUBSCRIBE a",
                        "PSUBSCRIBE a*",
                        "SSUBSCRIBE a",
                        "UNSUBSCRIBE",
                        "PUBLISH a b",
                        "HELLO",
                        "HELLO 3",
                        "MULTI",
                        "EXEC",
                        "WATCH kept",
                        "WAIT 0 0",
                        "SHUTDOWN ABORT",
                        "BLPOP a 0",
                        "SELECT 1",
                        "AUTH x",
                        "CLIENT LIST",
                        "CLIENT SETNAME x",
                        "CLIENT NO-EVICT ON",
                        "CLIENT UNPAUSE",
                        "CLIENT REPLY ON",
                        "CLIENT REPLY",
                        "CONFIG GET port",
                        "CONFIG SET maxclients 77",
                        "DEBUG SLEEP 0",
                        "DEBUG JMAP",
                        "REPLICAOF a 1",
                        "REPLICAOF NO ONE",
                        "FAILOVER ABORT",
                        "MONITOR",
                        "MONITOR x",
                        "SYNC",
                        "SYNC x",
                        "PSYNC ? -1",
                        "PSYNC ? x",
                        "PSYNC ?",
                        "NOSUCH",
                        "NOSUCH a b",
                        "QUIT",
                        "RESET",
                        "REPLCONF",
                        "REPLCONF ACK",
                        "REPLCONF ACK x",
                        "REPLCONF ACK 7 FACK x",
                        "REPLCONF GETACK *",
                        "REPLCONF listening-port 7",
                        "REPLCONF bad x",
                        "POST /",
                        "CLIENT REPLY SKIP",
                        "OBJECT FREQ kept")) {
            sameFate(command(line.split(" ")));
        }
        for (int port : List.of(redis.port(), engine.port())) {
            assertThat(Peers.cli(port, "GET", "kept")).isEqualTo("1");
            assertThat(Peers.cli(port, "CONFIG", "GET", "maxclients")).contains("77");
        }
    }

    @Test
    void whatIsNotAnsweredLetsTheLinkStand() throws Exception {
        byte[] off = command("CLIENT", "REPLY", "OFF");
        byte[] skip = command("CLIENT", "REPLY", "SKIP");
        sameFate(joined(off, command("SET", "kept", "2"), command("PING"), command("NOSUCH")));
        sameFate(joined(off, command("SUBSCRIBE", "a")));
        sameFate(joined(off, command("CLIENT", "REPLY", "ON")));
        sameFate(joined(skip, command("SET", "kept", "2")));
        sameFate(joined(skip, command("PING"), command("PING")));
        sameFate(joined(off, command("MULTI"), command("SET", "kept", "2"), command("EXEC")));
        sameFate("\n\r\n\n".getBytes(ISO_8859_1));
        sameFate("*0\r\n".getBytes(ISO_8859_1));
        sameFate("*x\r\n".getBytes(ISO_8859_1));
        sameFate("PING\r\n".getBytes(ISO_8859_1));
        sameFate(joined(command("PING"), command("CONFIG", "SET", "hz", "77")));
        for (int port : List.of(redis.port(), engine.port())) {
            assertThat(Peers.cli(port, "GET", "kept")).isEqualTo("1");
            assertThat(Peers.cli(port, "CONFIG", "GET", "hz")).contains("10");
        }
    }

    /// The answer of a WAIT that has run out comes late.
    @Test
    void anAnswerThatComesLaterEndsTheLinkToo() throws Exception {
        for (int port : List.of(redis.port(), engine.port())) {
            try (var replica = tap(port)) {
                replica.say("WAIT", "5", "200");
                Awaitility.await().atMost(20, TimeUnit.SECONDS).until(replica::ended);
                assertThat(replica.heardText().toLowerCase(Locale.ROOT))
                        .isEqualTo(
                                new String(command("REPLCONF", "GETACK", "*"), ISO_8859_1)
                                        .toLowerCase(Locale.ROOT));
            }
        }
    }

    /// One that listens in RESP3 may ask for the stream; a message to it is an answer as well.
    @Test
    void aMessageEndsTheLinkToo() throws Exception {
        for (int port : List.of(redis.port(), engine.port())) {
            long next = Long.parseLong(Peers.info(port, "master_repl_offset")) + 1;
            try (var replica = RawReplica.connect(port)) {
                replica.say("HELLO", "3");
                replica.say("SUBSCRIBE", "news");
                while (!replica.line().equals(":1")) {}
                replica.say("PSYNC", Peers.info(port, "master_replid"), Long.toString(next));
                assertThat(replica.line()).startsWith("+CONTINUE");
                replica.keepAll();
                Peers.cli(port, "PUBLISH", "news", "hello");
                Awaitility.await().atMost(20, TimeUnit.SECONDS).until(replica::ended);
                assertThat(replica.heardText()).doesNotContain(">3");
            }
        }
    }

    /// Whom a client listens to speaks although its replies are off, on any connection.
    @Test
    void messagesComeAlthoughRepliesAreOff() throws Exception {
        for (String listening :
                List.of(
                        "SUBSCRIBE a",
                        "UNSUBSCRIBE a",
                        "PSUBSCRIBE a*",
                        "PUNSUBSCRIBE",
                        "SSUBSCRIBE a",
                        "SUNSUBSCRIBE a")) {
            for (String how : List.of("OFF", "SKIP")) {
                byte[] sent =
                        joined(
                                command("CLIENT", "REPLY", how),
                                command(listening.split(" ")),
                                command("QUIT"));
                sameAnswerOfPlain(sent, listening + " " + how);
            }
        }
    }

    private void sameAnswerOfPlain(byte[] sent, String what) throws Exception {
        String bytes = new String(sent, ISO_8859_1);
        assertThat(RawBytes.answerTo(engine.port(), bytes))
                .as(what)
                .isEqualTo(RawBytes.answerTo(redis.port(), bytes));
    }

    // What one may ask for before.

    /// What a plain connection is answered, up to the answer to PING.
    private static String answered(int port, byte[] sent) throws Exception {
        try (Socket socket = RawBytes.connect(port)) {
            socket.getOutputStream().write(joined(sent, command("PING")));
            var heard = new StringBuilder();
            while (!heard.toString().endsWith("+PONG\r\n")) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    return heard + "(closed)";
                }
                heard.append((char) c);
            }
            return heard.toString();
        }
    }

    @Test
    void optionsOfReplconfAreTakenAndRefusedAlike() throws Exception {
        String[] values = {
            "",
            "1",
            "0",
            "2",
            "-1",
            "x",
            " 1",
            "1 ",
            "*",
            "yes",
            "eof",
            "psync2",
            "functions",
            "FUNCTIONS",
            " functions ",
            "functions functions",
            "functions data",
            "\"functions\"",
            "\"functions",
            "'a'b",
            "a\nb",
            "\"a\\n\"",
            "99999999999",
            "99999999999999999999",
            "9223372036854775807",
            "x".repeat(255),
            "x".repeat(256),
            "a b",
            "127.0.0.1",
            "\0",
            "a\0b"
        };
        for (String option :
                List.of(
                        "listening-port",
                        "LISTENING-PORT",
                        "ip-address",
                        "capa",
                        "ack",
                        "getack",
                        "rdb-only",
                        "rdb-filter-only",
                        "fack",
                        "version",
                        "rdb-channel",
                        "",
                        "bad\r\n",
                        "b\r\nad")) {
            for (String value : values) {
                sameAnswer("REPLCONF", option, value);
            }
            sameAnswer("REPLCONF", option);
            sameAnswer("REPLCONF", option, "1", "capa");
            sameAnswer("REPLCONF", option, "1", "bad", "1");
            sameAnswer("REPLCONF", "bad", "1", option, "1");
            sameAnswer("REPLCONF", "capa", "eof", option, "1");
        }
        sameAnswer("REPLCONF");
    }

    private void sameAnswer(String... words) throws Exception {
        byte[] sent = command(words);
        assertThat(answered(engine.port(), sent))
                .as(String.join(" ", words))
                .isEqualTo(answered(redis.port(), sent));
    }

    @Test
    void nobodyReplicatesWithAnswersOnTheirWay() throws Exception {
        byte[] sent = joined(command("ECHO", "a"), command("PSYNC", "?", "-1"));
        assertThat(answered(engine.port(), sent)).isEqualTo(answered(redis.port(), sent));
        sameAnswer("PSYNC", "?");
        byte[] watching = joined(command("MONITOR"), command("PSYNC", "?", "-1"));
        for (int port : List.of(redis.port(), engine.port())) {
            assertThat(answered(port, watching)).startsWith("+OK\r\n").doesNotContain("FULLRESYNC");
        }
    }

    private static void option(RawReplica replica, String... words) throws Exception {
        var all = new ArrayList<>(List.of("REPLCONF"));
        all.addAll(List.of(words));
        assertThat(replica.ask(all.toArray(String[]::new))).isEqualTo("+OK");
    }

    /// As `redis-cli --functions-rdb` asks: a snapshot without keys, which there and here is one
    /// without anything.
    @Test
    void aSnapshotWithoutKeysIsOnlyForThoseWhoKnowItsMark() throws Exception {
        for (int port : List.of(redis.port(), engine.port())) {
            try (var replica = RawReplica.connect(port)) {
                option(replica, "rdb-filter-only", "functions");
                assertThat(replica.ask("PSYNC", "?", "-1"))
                        .isEqualTo("-ERR Filtered replica requires EOF capability");
                option(replica, "capa", "eof");
                assertThat(replica.ask("PSYNC", "?", "-1")).startsWith("+FULLRESYNC");
                String header = replica.line();
                while (!header.startsWith("$")) {
                    header = replica.line();
                }
                String mark = header.substring("$EOF:".length());
                replica.keepAll();
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> replica.heardText().endsWith(mark));
                assertThat(replica.heardText()).startsWith("REDIS0010").doesNotContain("kept");
                replica.say("REPLCONF", "ACK", "0");
                Peers.cli(port, "SET", MARK, "1");
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> replica.heardText().endsWith("$1\r\n1\r\n"));
            }
        }
    }

    @Test
    void whoWantsOnlyASnapshotIsDisconnectedBehindIt() throws Exception {
        for (int port : List.of(redis.port(), engine.port())) {
            for (String capability : List.of("eof", "psync2")) {
                try (var replica = RawReplica.connect(port)) {
                    option(replica, "rdb-only", "1", "capa", capability);
                    assertThat(replica.ask("PSYNC", "?", "-1")).startsWith("+FULLRESYNC");
                    replica.keepAll();
                    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(replica::ended);
                    assertThat(replica.heardText()).contains("REDIS0010").contains("kept");
                }
            }
        }
    }
}
