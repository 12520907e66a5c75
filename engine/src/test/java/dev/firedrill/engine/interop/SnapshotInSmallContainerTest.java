package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// While a snapshot is made, old values are kept for it. A client that changes or deletes much of
/// the dataset meanwhile ends the snapshot at worst, and never the process.
class SnapshotInSmallContainerTest extends SmallContainer {
    private static final String NO_ROOM =
            "there is no memory left for what commands have changed since it began";

    private String log() throws IOException {
        return Files.readString(folder.resolve("engine").resolve("engine.log"));
    }

    private String field(String section, String name) throws IOException {
        String all = RawBytes.answerTo(engine.port(), "INFO " + section + "\r\n");
        return all.replaceAll("(?s).*\\b" + name + ":([^\r]*)\r.*", "$1");
    }

    /// It asks for a snapshot and does not read it, so the snapshot stays under way.
    private RawReplica stalledReplica() throws IOException {
        assertThat(client().answer("CONFIG", "SET", "repl-diskless-sync-delay", "0"))
                .isEqualTo("+OK");
        RawReplica replica = opened(RawReplica.connect(engine.port()));
        assertThat(replica.ask("REPLCONF", "capa", "eof", "capa", "psync2")).isEqualTo("+OK");
        replica.say("PSYNC", "?", "-1");
        Awaitility.await("the snapshot is under way")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> log().contains("snapshot-began"));
        return replica;
    }

    @Test
    void aDeletedValueThatDoesNotFitTwiceEndsTheSave() throws IOException {
        BigClient client = client();
        assertThat(client.answerWithValue(150, "SET", "k")).isEqualTo("+OK");
        client.send("*1\r\n$6\r\nBGSAVE\r\n*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n");
        assertThat(client.line()).isEqualTo("+Background saving started");
        assertThat(client.line()).isEqualTo(":1");
        assertServes();
        assertFits();
        assertThat(field("persistence", "rdb_bgsave_in_progress")).isEqualTo("0");
        assertThat(field("persistence", "rdb_last_bgsave_status")).isEqualTo("err");
        assertThat(log()).contains("Background saving error: " + NO_ROOM);

        assertThat(client.answer("BGSAVE")).isEqualTo("+Background saving started");
        Awaitility.await("the next one succeeds")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> field("persistence", "rdb_last_bgsave_status").equals("ok"));
    }

    @Test
    void theSameEndsTheSnapshotOfAReplicaAndItsLink() throws IOException {
        BigClient client = client();
        assertThat(client.answerWithValue(150, "SET", "k")).isEqualTo("+OK");
        stalledReplica();
        assertThat(client.answer("DEL", "k")).isEqualTo(":1");
        assertServes();
        assertFits();
        assertThat(log()).contains("Background transfer error: " + NO_ROOM);
        assertThat(log()).contains("reason=snapshot-failed");
        assertThat(field("replication", "connected_slaves")).isEqualTo("0");
    }

    @Test
    void elementsThatChangeMeanwhileAreKeptOutsideOfTheHeap() throws IOException {
        BigClient client = client();
        int commands = 700;
        for (int i = 0; i < commands; i++) {
            client.send(fields(i, "v".repeat(60)));
            assertThat(client.line()).isEqualTo(":1000");
        }
        stalledReplica();
        // From the end, since the snapshot has taken the beginning already.
        for (int i = commands - 1; i >= 0; i--) {
            client.send(fields(i, "w"));
            assertThat(client.line()).isEqualTo(":0");
        }
        assertServes();
        assertFits();
        assertThat(log()).doesNotContain(NO_ROOM);
    }

    private static String fields(int command, String value) {
        var text = new StringBuilder("HSET hash");
        for (int j = 0; j < 1000; j++) {
            text.append(" field:").append(command * 1000 + j).append(' ').append(value);
        }
        return text.append("\r\n").toString();
    }

    @Test
    void smallValuesThatChangeWhileALongOneIsUnderWayDoNotFillTheHeap() throws IOException {
        BigClient client = client();
        assertThat(client.answerWithValue(40, "SET", "long")).isEqualTo("+OK");
        int commands = 600;
        for (int i = 0; i < commands; i++) {
            client.send(keys("MSET", i, " v"));
            assertThat(client.line()).isEqualTo("+OK");
        }
        stalledReplica();
        for (int i = 0; i < commands; i++) {
            client.send(keys("DEL", i, ""));
            assertThat(client.line()).isEqualTo(":1000");
        }
        assertServes();
        assertFits();
    }

    private static String keys(String command, int number, String behindEach) {
        var text = new StringBuilder(command);
        for (int j = 0; j < 1000; j++) {
            text.append(" key:").append(number * 1000 + j).append(behindEach);
        }
        return text.append("\r\n").toString();
    }
}
