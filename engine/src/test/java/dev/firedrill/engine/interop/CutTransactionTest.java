package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.ScriptedMaster.command;
import static dev.firedrill.engine.interop.ScriptedMaster.joined;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A master that dies inside of a transaction: its replica shows nothing of it, asks for the whole
/// of it, and then has it once. The engine and redis-server ask for the same offset.
class CutTransactionTest {
    private static final long OFFSET = 100;

    private static final byte[][] TRANSACTION = {
        command("MULTI"),
        command("INCR", "counter"),
        command("SELECT", "3"),
        command("RPUSH", "list", "a value\r\n*1\r\n$4\r\nEXEC\r\n"),
        command("SELECT", "0"),
        command("APPEND", "text", "x"),
        command("EXEC")
    };

    @TempDir private Path folder;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @Test
    void theEngineTakesATransactionWholeOrNotAtAll() throws Exception {
        try (var engine = RunningEngine.start(folder, "--save", "")) {
            takesItWholeOrNotAtAll(engine.port());
        }
    }

    @Test
    void soDoesRedis() throws Exception {
        try (var redis = RealRedis.start(folder)) {
            takesItWholeOrNotAtAll(redis.port());
        }
    }

    /// Behind each command and at every seventh byte.
    private static SortedSet<Integer> cuts(byte[] whole) {
        var cuts = new TreeSet<Integer>();
        int end = 0;
        for (byte[] part : TRANSACTION) {
            end += part.length;
            cuts.add(end);
        }
        for (int at = 1; at < whole.length; at += 7) {
            cuts.add(at);
        }
        cuts.remove(whole.length);
        return cuts;
    }

    private static void takesItWholeOrNotAtAll(int replica) throws Exception {
        byte[] whole = joined(TRANSACTION);
        try (var master = new ScriptedMaster()) {
            Peers.cli(replica, "REPLICAOF", "127.0.0.1", Peers.port(master.port()));
            var link = master.shakenHands();
            byte[] before =
                    joined(
                            command("SELECT", "0"),
                            command("SET", "counter", "0"),
                            command("SET", "text", ""));
            link.send(joined(ScriptedMaster.emptySnapshot(OFFSET), before));
            long offset = OFFSET + before.length;
            int rounds = 0;
            for (int cut : cuts(whole)) {
                link.send(Arrays.copyOf(whole, cut));
                link.close();

                link = master.shakenHands();

                assertThat(link.request())
                        .as("cut after %d of %d bytes", cut, whole.length)
                        .containsExactly("PSYNC", ScriptedMaster.ID, Long.toString(offset + 1));
                assertHas(replica, rounds, "cut after %d bytes".formatted(cut));
                link.send(
                        joined(
                                "+CONTINUE\r\n"
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                                whole));
                offset += whole.length;
                rounds++;
            }
            assertThat(link.ackedFrom(offset)).isEqualTo(offset);
            assertHas(replica, rounds, "at the end");
            link.close();
        }
    }

    private static void assertHas(int replica, int times, String when) {
        assertThat(Peers.cli(replica, "GET", "counter")).as(when).isEqualTo("" + times);
        assertThat(Peers.cli(replica, "-n", "3", "LLEN", "list")).as(when).isEqualTo("" + times);
        assertThat(Peers.cli(replica, "STRLEN", "text")).as(when).isEqualTo("" + times);
        assertThat(Peers.cli(replica, "DBSIZE")).as(when).isEqualTo("2");
    }
}
