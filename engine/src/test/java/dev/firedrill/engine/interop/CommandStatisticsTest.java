package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands leave behind in INFO commandstats, errorstats and latencystats, in LATENCY
/// HISTOGRAM and in SLOWLOG is what they leave behind at redis-server.
class CommandStatisticsTest {
    /// Of every bucket that redis-server 7.0.15 shows, from one microsecond to a second.
    private static final List<Long> BOUNDS_MICROS =
            List.of(
                    1L,
                    2L,
                    4L,
                    8L,
                    16L,
                    33L,
                    66L,
                    132L,
                    264L,
                    528L,
                    1_056L,
                    2_113L,
                    4_227L,
                    8_454L,
                    16_908L,
                    33_816L,
                    67_633L,
                    135_266L,
                    270_532L,
                    541_065L,
                    1_073_741L);

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static Map<String, String> info(Peer peer, String section) throws IOException {
        var fields = new TreeMap<String, String>();
        var reply = (Reply.Bulk) peer.ask("INFO", section);
        new String(reply.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.contains(":"))
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    // How long it took is nothing that two servers could agree on.
                    String value =
                            line.substring(colon + 1)
                                    .replaceAll("usec=\\d+,usec_per_call=[0-9.]+,", "")
                                    .replaceAll("(p[0-9.]+)=[0-9.]+", "$1");
                    fields.put(line.substring(0, colon), value);
                });
        return fields;
    }

    /// Without what asking for them adds; times left out.
    private static List<String> seen(Peer peer) throws IOException {
        var seen = new ArrayList<String>();
        seen.add("total_error_replies " + info(peer, "stats").get("total_error_replies"));
        for (String section : List.of("commandstats", "errorstats", "latencystats")) {
            Map<String, String> fields = info(peer, section);
            fields.keySet().removeIf(CommandStatisticsTest::asks);
            seen.add(section + " " + fields);
        }
        var timed = new ArrayList<String>();
        List<Reply> histograms = ReplyText.elements(peer.ask("LATENCY", "HISTOGRAM"));
        for (int i = 0; i < histograms.size(); i += 2) {
            timed.add(ReplyText.of(histograms.get(i)).replace("\"", ""));
        }
        timed.removeIf(CommandStatisticsTest::asks);
        seen.add("histograms of " + timed.stream().sorted().toList());
        seen.add("slow log " + slowLog(peer));
        return seen;
    }

    private static List<String> slowLog(Peer peer) throws IOException {
        return ReplyText.elements(peer.ask("SLOWLOG", "GET", "-1")).stream()
                .map(entry -> ReplyText.of(ReplyText.elements(entry).get(3)))
                .filter(words -> !asks(words))
                .map(words -> words.replaceFirst("(\"UNBLOCK\", )\"\\d+\"", "$1id"))
                .map(words -> words.replaceFirst("\"\\d{13}\"", "time"))
                .toList();
    }

    private static boolean asks(String name) {
        return name.matches(
                "(?i)(cmdstat_|latency_percentiles_usec_)?"
                        + "(info|latency\\|histogram|slowlog\\|get|replconf|ping)"
                        + "|\\[\"(info|latency|replconf|ping|slowlog\", \"get)\".*");
    }

    /// One client whose commands are counted, and one that may wait.
    private interface Story {
        void tell(Peer.OverSocket client, Peer.OverSocket waiter) throws Exception;
    }

    private void assertSame(Story story) throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            assertThat(told(engine.port(), story)).isEqualTo(told(redis.port(), story));
        }
    }

    private static List<String> told(int port, Story story) throws Exception {
        try (var client = Peer.connect(port);
                var waiter = Peer.connect(port)) {
            client.ask("CONFIG", "SET", "slowlog-log-slower-than", "0");
            client.ask("SLOWLOG", "RESET");
            client.ask("CONFIG", "RESETSTAT");
            story.tell(client, waiter);
            return seen(client);
        }
    }

    private static void all(Peer peer, String commands) throws IOException {
        for (String line : commands.lines().toList()) {
            peer.ask(line.strip().split(" ", -1));
        }
    }

    private static void awaitBlocked(Peer peer) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(info(peer, "clients")).containsEntry("blocked_clients", "1"));
    }

    private static String id(Peer peer) throws IOException {
        return ReplyText.of(peer.ask("CLIENT", "ID")).substring(1);
    }

    @Test
    void aClientThatWaitsHasTakenNoTimeYet() throws Exception {
        assertSame((client, waiter) -> {
            waiter.send(List.of("BLPOP", "k", "0"));
            awaitBlocked(client);
        });
    }

    @Test
    void aClientThatGotWhatItWaitedForIsLoggedBehindWhoBroughtIt() throws Exception {
        assertSame((client, waiter) -> {
            waiter.send(List.of("BLPOP", "k", "0"));
            awaitBlocked(client);
            client.ask("RPUSH", "k", "v");
            waiter.receive();
        });
    }

    @Test
    void aClientWhoseTimeRanOutHasRunNothing() throws Exception {
        assertSame((client, waiter) -> {
            waiter.ask("BZPOPMIN", "k", "0.1");
            waiter.ask("WAIT", "1", "50");
        });
    }

    @Test
    void aClientThatWasCalledOffHasFailed() throws Exception {
        assertSame((client, waiter) -> {
            String id = id(waiter);
            for (String how : List.of("ERROR", "TIMEOUT")) {
                waiter.send(List.of("BRPOP", "k", "0"));
                awaitBlocked(client);
                client.ask("CLIENT", "UNBLOCK", id, how);
                waiter.receive();
                waiter.send(List.of("WAIT", "1", "0"));
                awaitBlocked(client);
                client.ask("CLIENT", "UNBLOCK", id, how);
                waiter.receive();
            }
        });
    }

    @Test
    void aClientThatIsServedAnErrorHasFailed() throws Exception {
        assertSame((client, waiter) -> {
            waiter.send(List.of("BLMOVE", "k", "wrong", "LEFT", "LEFT", "0"));
            awaitBlocked(client);
            all(client, "SET wrong x\nRPUSH k x");
            waiter.receive();
        });
    }

    @Test
    void transactionsRefusalsAndFailuresAreCountedAlike() throws Exception {
        assertSame((client, waiter) ->
                all(
                        client,
                        """
                        MULTI
                        SET a b
                        INCR a
                        CLIENT LIST
                        EXEC
                        MULTI
                        SET a
                        EXEC
                        NOPE
                        CLIENT NOPE
                        CLIENT
                        GET a b
                        LPUSH a 1
                        DEBUG ERROR CUSTOM
                        DEBUG SLEEP 0
                        CONFIG SET nope 1
                        OBJECT ENCODING a
                        AUTH x
                        HELLO 9
                        EXEC\
                        """));
    }

    @Test
    void resetForgetsThemAll() throws Exception {
        assertSame((client, waiter) -> all(client, "SET a b\nLPUSH a 1\nNOPE\nCONFIG RESETSTAT"));
    }

    @Test
    void theSlowLogKeepsNoPasswordsAndCutsWhatIsLong() throws Exception {
        assertSame((client, waiter) -> {
            all(
                    client,
                    """
                    AUTH secret
                    AUTH user secret
                    AUTH a b c
                    HELLO 2 AUTH default
                    HELLO 2 AUTH default secret
                    HELLO 2 SETNAME AUTH AUTH x secret
                    CONFIG SET masterauth secret
                    CONFIG SET maxmemory 100mb masteruser secret masterauth secret
                    config set MASTERAUTH secret
                    CONFIG GET masterauth
                    CLIENT SETNAME bob
                    SET requirepass x\
                    """);
            for (int length : List.of(127, 128, 129, 1000)) {
                client.ask("SET", "k", "x".repeat(length));
            }
            for (int words : List.of(29, 30, 31, 32, 40)) {
                var command = new ArrayList<>(List.of("DEL"));
                for (int i = 0; i < words; i++) {
                    command.add("" + i);
                }
                client.ask(command);
            }
        });
    }

    @Test
    void aReplicaCountsTheStreamAsCommandsOfItsMaster() throws Exception {
        assertThat(ofReplica(ourPair())).isEqualTo(ofReplica(theirPair()));
    }

    private record Pair(int master, int replica, AutoCloseable... servers) {}

    private Pair ourPair() throws Exception {
        var master = RunningEngine.start(ours, "--save", "");
        Path folder = Files.createDirectory(ours.resolve("replica"));
        String port = Peers.port(master.port());
        var replica = RunningEngine.start(folder, "--save", "", "--replicaof", "127.0.0.1", port);
        return new Pair(master.port(), replica.port(), replica, master);
    }

    private Pair theirPair() throws Exception {
        var master = RealRedis.start(theirs);
        Path folder = Files.createDirectory(theirs.resolve("replica"));
        var replica =
                RealRedis.start(folder, "--replicaof", "127.0.0.1", Peers.port(master.port()));
        return new Pair(master.port(), replica.port(), replica, master);
    }

    private static List<String> ofReplica(Pair pair) throws Exception {
        try (var master = Peer.connect(pair.master());
                var replica = Peer.connect(pair.replica())) {
            Peers.awaitLink(pair.replica());
            all(replica, "CONFIG SET slowlog-log-slower-than 0\nCONFIG RESETSTAT\nSLOWLOG RESET");
            all(
                    master,
                    """
                    SET a 1
                    INCR a
                    MULTI
                    RPUSH l 1
                    RPUSH l 2
                    EXEC
                    SELECT 3
                    SET x 1
                    PUBLISH c m
                    SPUBLISH c m
                    DEL x
                    SET b 1 EX 100
                    SPOP nokey
                    HINCRBYFLOAT h f 1.5
                    INCRBYFLOAT f 1.5
                    GETEX f EX 100
                    FLUSHDB\
                    """);
            Peers.awaitSameOffset(pair.master(), pair.replica());
            List<String> seen = seen(replica);
            Reply latest = ReplyText.elements(replica.ask("SLOWLOG", "GET", "1")).getFirst();
            seen.add("names an entry has: " + ReplyText.elements(latest).size());
            return seen;
        } finally {
            for (AutoCloseable server : pair.servers()) {
                server.close();
            }
        }
    }

    @Test
    void aLogThatIsLoadedIsNoCommandOfAnybody() throws Exception {
        Story story =
                (client, waiter) -> {
                    all(client, "SET a 1\nRPUSH q 5\nMULTI\nINCR a\nLPUSH q 1\nEXEC\nSELECT 2");
                    all(client, "SET b 2\nCONFIG RESETSTAT\nSLOWLOG RESET\nDEBUG LOADAOF");
                    assertThat(info(client, "persistence"))
                            .containsEntry("rdb_changes_since_last_save", "0");
                };
        try (var redis = RealRedis.start(theirs, "--appendonly", "yes");
                var engine = RunningEngine.start(ours, "--save", "", "--appendonly", "yes")) {
            assertThat(told(engine.port(), story)).isEqualTo(told(redis.port(), story));
        }
    }

    @Test
    void timesFallIntoTheSameBuckets() throws Exception {
        // A busy machine lets a sleep last some milliseconds longer: of these each stays in its
        // bucket, of the shorter ones below it is not known in which they fall.
        Story sleeps =
                (client, waiter) ->
                        all(
                                client,
                                """
                                DEBUG SLEEP 0.02
                                DEBUG SLEEP 0.04
                                DEBUG SLEEP 0.1
                                DEBUG SLEEP 0.3
                                DEBUG SLEEP 0.7
                                DEBUG SLEEP 1.1\
                                """);
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            told(redis.port(), sleeps);
            told(engine.port(), sleeps);
            String wanted = ReplyText.of(there.ask("LATENCY", "HISTOGRAM", "debug"));
            assertThat(wanted)
                    .contains(":33816, :1, :67633, :2, :135266, :3, :541065, :4, :1073741, :6");
            assertThat(ReplyText.of(here.ask("LATENCY", "HISTOGRAM", "debug"))).isEqualTo(wanted);
            for (String names :
                    List.of(
                            "config",
                            "CONFIG|RESETSTAT",
                            "debug DEBUG",
                            "debug config",
                            "config|set debug",
                            "config|nope",
                            "nope")) {
                var words = new ArrayList<>(List.of("LATENCY", "HISTOGRAM"));
                words.addAll(List.of(names.split(" ", -1)));
                assertThat(named(here.ask(words))).as(names).isEqualTo(named(there.ask(words)));
            }
        }
    }

    @Test
    void shortTimesFallIntoBucketsOfTheSameBounds() throws Exception {
        Story naps =
                (client, waiter) ->
                        all(
                                client,
                                """
                                DEBUG SLEEP 0
                                DEBUG SLEEP 0.0001
                                DEBUG SLEEP 0.0004
                                DEBUG SLEEP 0.0015
                                DEBUG SLEEP 0.003
                                DEBUG SLEEP 0.006\
                                """);
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            told(redis.port(), naps);
            told(engine.port(), naps);
            assertThat(bounds(there.ask("LATENCY", "HISTOGRAM", "debug")))
                    .hasSizeBetween(3, 6)
                    .isSubsetOf(BOUNDS_MICROS);
            assertThat(bounds(here.ask("LATENCY", "HISTOGRAM", "debug")))
                    .hasSizeBetween(3, 6)
                    .isSubsetOf(BOUNDS_MICROS);
        }
    }

    /// Of the histogram of one command.
    private static List<Long> bounds(Reply histograms) {
        List<Reply> fields = ReplyText.elements(ReplyText.elements(histograms).get(1));
        List<Reply> pairs = ReplyText.elements(fields.get(3));
        var bounds = new ArrayList<Long>();
        for (int i = 0; i < pairs.size(); i += 2) {
            bounds.add(Long.parseLong(ReplyText.of(pairs.get(i)).substring(1)));
        }
        return bounds;
    }

    private static List<String> named(Reply histograms) {
        List<Reply> elements = ReplyText.elements(histograms);
        var names = new ArrayList<String>();
        for (int i = 0; i < elements.size(); i += 2) {
            names.add(ReplyText.of(elements.get(i)));
        }
        // Subcommands of one command come in the order of a hash there.
        return names.size() > 2 ? names.stream().sorted().toList() : names;
    }

    /// redis-server ends when it is asked to load a log that never was; here it says so.
    @Test
    void aLogThatIsOffIsLoadedFromWhatItLeft() throws Exception {
        try (var redis = RealRedis.start(theirs, "--appendonly", "yes");
                var engine = RunningEngine.start(ours, "--save", "", "--appendonly", "yes")) {
            for (int port : List.of(redis.port(), engine.port())) {
                try (var peer = Peer.connect(port)) {
                    all(peer, "SET a 1\nSET b 1\nCONFIG SET appendonly no\nSET c 1\nDEBUG LOADAOF");
                    assertThat(ReplyText.of(peer.ask("DBSIZE"))).isEqualTo(":2");
                    assertThat(info(peer, "persistence"))
                            .containsEntry("rdb_changes_since_last_save", "0");
                }
            }
        }
        Path other = Files.createDirectory(ours.resolve("other"));
        try (var engine = RunningEngine.start(other, "--save", "")) {
            engine.cli("SET", "a", "1");
            assertThat(engine.cli("DEBUG", "LOADAOF"))
                    .isEqualTo("ERR There is no append only file to load");
            assertThat(engine.cli("DBSIZE")).isEqualTo("1");
        }
    }
}
