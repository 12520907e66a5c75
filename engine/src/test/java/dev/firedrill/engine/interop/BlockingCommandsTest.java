package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that wait for an element: the same script, on several connections, gives the same
/// replies in the same order of clients as redis-server gives, and leaves the same data.
class BlockingCommandsTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// Lines of `client: command`. A client in capitals waits, and is read from at the end.
    private static List<String> play(int port, List<String> script) throws IOException {
        var told = new ArrayList<String>();
        Map<String, Peer.OverSocket> clients = new LinkedHashMap<>();
        int waiting = 0;
        try {
            for (String line : script) {
                String[] parts = line.split(": ", 2);
                Peer.OverSocket client = clients.get(parts[0]);
                if (client == null) {
                    client = connect(port);
                    clients.put(parts[0], client);
                }
                List<String> command = List.of(parts[1].split(" ", -1));
                if (Character.isUpperCase(parts[0].charAt(0))) {
                    client.send(command);
                    waiting++;
                    awaitBlocked(port, waiting);
                } else {
                    told.add(line + " -> " + ReplyText.of(client.ask(command)));
                    waiting = blocked(port);
                }
            }
            for (var entry : clients.entrySet()) {
                if (Character.isUpperCase(entry.getKey().charAt(0))) {
                    told.add(entry.getKey() + " got " + ReplyText.of(entry.getValue().receive()));
                }
            }
        } finally {
            for (Peer.OverSocket client : clients.values()) {
                client.close();
            }
        }
        try (Peer last = Peer.connect(port)) {
            told.add(ReplyText.of(last.ask("DEBUG", "DIGEST")));
            told.add(inOrder(last.ask("KEYS", "*")));
            last.ask("FLUSHALL");
        }
        return told;
    }

    /// Keys come in the order of a table, which is another one in each server and start.
    private static String inOrder(Reply keys) {
        return keys instanceof Reply.Array(var elements)
                ? elements.stream().map(ReplyText::of).sorted().toList().toString()
                : ReplyText.of(keys);
    }

    private static Peer.OverSocket connect(int port) throws IOException {
        return new Peer.OverSocket(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private static int blocked(int port) throws IOException {
        try (Peer peer = Peer.connect(port)) {
            Reply info = peer.ask("INFO", "clients");
            String text = info instanceof Reply.Bulk bulk ? bulk.text() : "";
            return text.lines()
                    .filter(line -> line.startsWith("blocked_clients:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(16).strip()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void awaitBlocked(int port, int wanted) {
        Awaitility.await("clients that wait")
                .atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(blocked(port)).isEqualTo(wanted));
    }

    private void assertSame(String... script) throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            List<String> wanted = play(redis.port(), List.of(script));
            assertThat(play(engine.port(), List.of(script))).isEqualTo(wanted);
        }
    }

    @Test
    void whoHasWaitedLongestIsServedFirst() throws Exception {
        assertSame(
                "A: BLPOP k 0",
                "B: BRPOP k other 0",
                "C: BLPOP k 0",
                "d: RPUSH k 1 2 3 4",
                "d: LRANGE k 0 -1");
    }

    @Test
    void theFirstKeyThatIsFilledServesAndTheReplyNamesIt() throws Exception {
        assertSame(
                "A: BLPOP one two 0",
                "B: BLMPOP 0 2 two three LEFT COUNT 2",
                "c: RPUSH two a b c d",
                "c: LRANGE two 0 -1");
    }

    @Test
    void aTransactionServesOnlyOnceItHasEnded() throws Exception {
        assertSame(
                "A: BLPOP k 0",
                "b: MULTI",
                "b: RPUSH k 1",
                "b: LPUSH k 0",
                "b: DEL k",
                "b: RPUSH k 2 3",
                "b: EXEC",
                "b: LRANGE k 0 -1");
    }

    @Test
    void anElementThatIsTakenAgainInTheTransactionServesNobody() throws Exception {
        assertSame(
                "A: BLPOP k 0",
                "b: MULTI",
                "b: RPUSH k 1",
                "b: DEL k",
                "b: EXEC",
                "b: RPUSH k later");
    }

    @Test
    void whatIsMovedServesThoseWhoWaitThere() throws Exception {
        assertSame(
                "A: BLPOP second 0",
                "B: BLMOVE first second LEFT RIGHT 0",
                "c: RPUSH first x",
                "c: EXISTS first second");
    }

    @Test
    void aTargetOfAnotherTypeIsToldToTheClientThatWaits() throws Exception {
        assertSame(
                "c: SET target text",
                "A: BRPOPLPUSH k target 0",
                "B: BLPOP k 0",
                "c: RPUSH k 1 2",
                "c: LRANGE k 0 -1");
    }

    @Test
    void aKeyOfAnotherTypeDoesNotServe() throws Exception {
        assertSame(
                "A: BLPOP k 0",
                "B: BZPOPMIN k 0",
                "c: ZADD k 1 m 2 n",
                "c: DEL k",
                "c: SET k text",
                "c: DEL k",
                "c: RPUSH k 1");
    }

    @Test
    void sortedSetsServeFromTheirEnds() throws Exception {
        assertSame(
                "A: BZPOPMAX z 0",
                "B: BZMPOP 0 1 z MIN COUNT 2",
                "c: ZADD z 1 a 2 b 3 c 4 d",
                "c: ZRANGE z 0 -1 WITHSCORES");
    }

    @Test
    void whatIsRenamedServes() throws Exception {
        assertSame("A: BLPOP k 0", "b: RPUSH other 1 2", "b: RENAME other k", "b: LRANGE k 0 -1");
    }

    @Test
    void aWaitThatIsOverIsAnsweredWithNothingAndTheClientGoesOn() throws Exception {
        assertSame(
                "a: BLPOP k 0.01",
                "a: BLMOVE k l LEFT LEFT 0.02",
                "a: BZPOPMIN z 0.01",
                "a: RPUSH k 1",
                "a: BLPOP k 1");
    }

    @Test
    void oneInAnotherDatabaseIsNotServed() throws Exception {
        assertSame("b: SELECT 1", "A: BLPOP k 0", "b: RPUSH k elsewhere", "c: RPUSH k here");
    }

    @Test
    void waitDoesNotWaitInsideOfATransaction() throws Exception {
        assertSame("a: MULTI", "a: WAIT 1 0", "a: SET k v", "a: EXEC", "a: GET k");
    }
}
