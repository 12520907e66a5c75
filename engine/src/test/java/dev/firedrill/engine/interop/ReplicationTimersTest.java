package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.ScriptedMaster.command;
import static dev.firedrill.engine.interop.ScriptedMaster.joined;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps a replication link alive and what ends it: pings in the stream, acknowledgements that
/// are asked for, and the time-out at both ends, the engine's as redis-server's.
class ReplicationTimersTest {
    private static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final long OFFSET = 100;
    private static final double TIMEOUT_SECONDS = 2;

    /// Both servers look at their clocks once a second; the rest is for a busy machine.
    private static final double LATE_SECONDS_MAX = 10;

    private static final String[] OPTIONS = {
        "--save",
        "",
        "--repl-timeout",
        "2",
        "--repl-ping-replica-period",
        "1",
        "--rdbcompression",
        "no"
    };

    @TempDir private Path folder;

    /// The server that is judged, the engine or redis-server.
    private record Subject(int port, Callable<String> log) {
        void awaitSays(String text, int before) {
            Awaitility.await(text)
                    .atMost(10, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(log.call().substring(before)).contains(text));
        }
    }

    private interface Judgement {
        void of(Subject subject) throws Exception;
    }

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private void engine(Judgement judgement) throws Exception {
        try (var engine = RunningEngine.start(folder, OPTIONS)) {
            judgement.of(new Subject(engine.port(), () -> String.join("\n", engine.log())));
        }
    }

    private void redis(Judgement judgement) throws Exception {
        try (var redis = RealRedis.start(folder, OPTIONS)) {
            judgement.of(
                    new Subject(redis.port(), () -> Files.readString(folder.resolve("redis.log"))));
        }
    }

    private static double secondsSince(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1e9;
    }

    // Pings.

    private static void pings(Subject subject) throws Exception {
        try (var replica = RawReplica.behindSnapshot(subject.port())) {
            int two = 2 * PING.length();
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> replica.heardBytes() > 0);
            long begin = System.nanoTime();
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> {
                        replica.say("REPLCONF", "ACK", "0");
                        return replica.heardBytes() > two;
                    });

            assertThat(secondsSince(begin)).as("two more pings").isBetween(1.0, LATE_SECONDS_MAX);
            assertThat(replica.heardText().toUpperCase(Locale.ROOT)).startsWith(PING.repeat(3));
            assertThat(Long.parseLong(Peers.info(subject.port(), "master_repl_offset")))
                    .isGreaterThanOrEqualTo(3L * PING.length());
        }
    }

    @Test
    void theEnginePingsEachSecond() throws Exception {
        engine(ReplicationTimersTest::pings);
    }

    @Test
    void redisPingsEachSecond() throws Exception {
        redis(ReplicationTimersTest::pings);
    }

    // Acknowledgements.

    /// Twenty questions are answered in less time than twenty seconds, so none of the answers is
    /// the one of each second.
    ///
    /// @param countsQuestion whether the answer counts the bytes of the question itself
    private static void acknowledges(Subject subject, boolean countsQuestion) throws Exception {
        int questions = 20;
        byte[] question = command("REPLCONF", "GETACK", "*");
        byte[] split = command("SET", "half", "x");
        byte[] half = Arrays.copyOf(split, 20);
        byte[] rest = Arrays.copyOfRange(split, 20, split.length);
        try (var master = new ScriptedMaster()) {
            follow(subject, master);
            try (var link = master.shakenHands()) {
                link.send(ScriptedMaster.emptySnapshot(OFFSET));
                assertThat(link.ackedFrom(OFFSET)).isEqualTo(OFFSET);
                long begin = System.nanoTime();
                long offset = OFFSET;
                for (int i = 0; i < questions; i++) {
                    byte[] write = command("SET", "key", "x".repeat(i));
                    // The half of a command behind the question is not acknowledged.
                    link.send(joined(write, question, half));
                    offset += write.length;
                    long wanted = countsQuestion ? offset + question.length : offset;
                    assertThat(link.ackedFrom(wanted)).as("question %d", i).isEqualTo(wanted);
                    link.send(rest);
                    offset += question.length + split.length;
                }
                assertThat(link.ackedFrom(offset)).isEqualTo(offset);
                assertThat(Peers.cli(subject.port(), "DBSIZE")).isEqualTo("2");
                assertThat(secondsSince(begin)).isLessThan(questions / 2.0);
            }
        }
    }

    /// Everything that it has carried out, which is more by the question than what redis-server
    /// says, and just as true.
    @Test
    void theEngineAnswersGetackAtOnceWithItsOffset() throws Exception {
        engine(subject -> acknowledges(subject, true));
    }

    @Test
    void redisAnswersGetackAtOnceWithItsOffset() throws Exception {
        redis(subject -> acknowledges(subject, false));
    }

    /// Bytes that are no command of the protocol: the place in the stream is not to be trusted, so
    /// the next request is for everything.
    private static void losesItsPlace(Subject subject) throws Exception {
        try (var master = new ScriptedMaster()) {
            follow(subject, master);
            try (var link = master.shakenHands()) {
                link.send(joined(ScriptedMaster.emptySnapshot(OFFSET), command("SELECT", "0")));
                link.send(joined(command("SET", "key", "x"), "SET lost 1\r\n".getBytes(US_ASCII)));
                link.awaitEnd();
            }
            subject.awaitSays("Master using the inline protocol", 0);
            try (var again = master.shakenHands()) {
                assertThat(again.request()).containsExactly("PSYNC", "?", "-1");
                assertThat(Peers.cli(subject.port(), "EXISTS", "key", "lost")).isEqualTo("1");
            }
        }
    }

    @Test
    void theEngineTakesNoLinesFromItsMaster() throws Exception {
        engine(ReplicationTimersTest::losesItsPlace);
    }

    @Test
    void redisTakesNoLinesFromItsMaster() throws Exception {
        redis(ReplicationTimersTest::losesItsPlace);
    }

    // Silence.

    private static void follow(Subject subject, ScriptedMaster master) {
        Peers.cli(subject.port(), "REPLICAOF", "127.0.0.1", Peers.port(master.port()));
    }

    /// The master says no more than this; absent: not even a word of the handshake.
    private static void hangsUp(Subject subject, byte[] said, boolean shakes, String why)
            throws Exception {
        int before = subject.log().call().length();
        try (var master = new ScriptedMaster()) {
            follow(subject, master);
            try (var link = shakes ? master.shakenHands() : master.accept()) {
                link.send(said);
                long begin = System.nanoTime();
                link.awaitEnd();
                assertThat(secondsSince(begin))
                        .as(why)
                        .isBetween(TIMEOUT_SECONDS - 0.2, LATE_SECONDS_MAX);
            }
            subject.awaitSays(why, before);
        }
    }

    private static void leavesASilentMaster(Subject subject) throws Exception {
        byte[] whole = ScriptedMaster.emptySnapshot(OFFSET);
        byte[] announced = "+FULLRESYNC %s 1\r\n".formatted(ScriptedMaster.ID).getBytes(US_ASCII);
        String connecting = "Timeout connecting to the MASTER...";
        String receiving =
                "Timeout receiving bulk data from MASTER... If the problem persists try to set the"
                        + " 'repl-timeout' parameter in redis.conf to a larger value.";
        hangsUp(subject, new byte[0], false, connecting);
        hangsUp(subject, new byte[0], true, connecting);
        hangsUp(subject, announced, true, receiving);
        hangsUp(subject, Arrays.copyOf(whole, whole.length - 9), true, receiving);
        hangsUp(subject, whole, true, "MASTER timeout: no data nor PING received...");
    }

    @Test
    void theEngineLeavesASilentMasterAndSaysWhy() throws Exception {
        engine(ReplicationTimersTest::leavesASilentMaster);
    }

    @Test
    void redisLeavesASilentMasterAndSaysWhy() throws Exception {
        redis(ReplicationTimersTest::leavesASilentMaster);
    }

    private static void letsGoOfASilentReplica(Subject subject) throws Exception {
        long begin = System.nanoTime();
        try (var silent = RawReplica.behindSnapshot(subject.port());
                var good = RawReplica.behindSnapshot(subject.port())) {
            Awaitility.await("the silent replica is closed")
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> {
                        good.say("REPLCONF", "ACK", "0");
                        return silent.ended();
                    });
            assertThat(secondsSince(begin)).isBetween(TIMEOUT_SECONDS - 0.2, LATE_SECONDS_MAX + 2);
            assertThat(good.ended()).as("the one that acknowledges").isFalse();
            subject.awaitSays("Disconnecting timedout replica (streaming sync): ", 0);
        }
        Peers.awaitEqual(() -> Peers.info(subject.port(), "connected_slaves"), "0");
        Peers.cli(subject.port(), "DEBUG", "POPULATE", "30000", "key", "1000");
        try (var deaf = RawReplica.connect(subject.port())) {
            deaf.ask("REPLCONF", "capa", "eof");
            deaf.say("PSYNC", "?", "-1");
            Peers.awaitEqual(() -> Peers.info(subject.port(), "connected_slaves"), "1");
            subject.awaitSays("Disconnecting timedout replica (full sync): ", 0);
            Peers.awaitEqual(() -> Peers.info(subject.port(), "connected_slaves"), "0");
        }
    }

    @Test
    void theEngineLetsGoOfASilentReplica() throws Exception {
        engine(ReplicationTimersTest::letsGoOfASilentReplica);
    }

    @Test
    void redisLetsGoOfASilentReplica() throws Exception {
        redis(ReplicationTimersTest::letsGoOfASilentReplica);
    }
}
