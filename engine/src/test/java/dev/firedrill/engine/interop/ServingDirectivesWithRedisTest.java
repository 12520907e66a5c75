package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.assertReplicates;
import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directives and options by which a server is run from day to day, on both servers: how often it
/// looks around, when it probes silent peers, how it ends, with whose password it follows.
class ServingDirectivesWithRedisTest {
    @TempDir private Path one;
    @TempDir private Path two;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @Test
    void anyFrequencyIsKeptWithinTheSameBounds() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--hz", "0");
                var redis = RealRedis.start(two, "--hz", "0")) {
            for (String hz : List.of("", "1", "500", "501", "2147483647", "-1", "x", "0", "33")) {
                var seen = new ArrayList<String>();
                for (int port : new int[] {engine.port(), redis.port()}) {
                    String set = hz.isEmpty() ? "" : cli(port, "CONFIG", "SET", "hz", hz);
                    seen.add(
                            set
                                    + cli(port, "CONFIG", "GET", "hz")
                                    + info(port, "hz")
                                    + info(port, "configured_hz"));
                }
                assertThat(seen.getFirst()).as(hz).isEqualTo(seen.getLast());
            }
        }
    }

    /// Seconds until the kernel probes the peer at the server's end of a connection, 0 if never;
    /// `ss` writes them as `5min`, `4min59sec`, `30sec`, and the last ten as `9.031ms`.
    private static int secondsToProbe(int serverPort, Socket client) throws Exception {
        String shown =
                RealRedis.run(
                        List.of(
                                "ss",
                                "-tnoH",
                                "sport = :"
                                        + serverPort
                                        + " and dport = :"
                                        + client.getLocalPort()));
        var timer =
                Pattern.compile("timer:\\(keepalive,(?:(\\d+)min)?(?:(\\d+)(?:sec|\\.\\d+ms))?,")
                        .matcher(shown);
        if (!timer.find()) {
            assertThat(shown).isNotBlank().doesNotContain("keepalive");
            return 0;
        }
        return 60 * number(timer.group(1)) + number(timer.group(2));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    @Test
    void silentPeersAreProbedAsTheDirectiveOfTheirArrivalSays() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/ss")), "no ss here");
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            for (int port : new int[] {engine.port(), redis.port()}) {
                // Probes come after five minutes without a word.
                try (var first = RawBytes.connect(port)) {
                    assertThat(RawBytes.answerTo(port, "PING\r\n")).isEqualTo("+PONG\r\n");
                    assertThat(secondsToProbe(port, first)).isBetween(290, 300);
                    cli(port, "CONFIG", "SET", "tcp-keepalive", "30");
                    try (var second = RawBytes.connect(port)) {
                        assertThat(RawBytes.answerTo(port, "PING\r\n")).isEqualTo("+PONG\r\n");
                        assertThat(secondsToProbe(port, second)).isBetween(20, 30);
                        assertThat(secondsToProbe(port, first)).isBetween(240, 300);
                    }
                    cli(port, "CONFIG", "SET", "tcp-keepalive", "0");
                    try (var third = RawBytes.connect(port)) {
                        assertThat(RawBytes.answerTo(port, "PING\r\n")).isEqualTo("+PONG\r\n");
                        assertThat(secondsToProbe(port, third)).isZero();
                    }
                }
            }
        }
    }

    @Test
    void waysToEndThatExcludeEachOtherAreRefusedInTheSameWords() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            for (String options :
                    List.of(
                            "SAVE NOSAVE",
                            "NOSAVE SAVE",
                            "NOSAVE NOW FORCE SAVE",
                            "ABORT",
                            "ABORT ABORT",
                            "ABORT NOW",
                            "NOW ABORT",
                            "SAVE ABORT",
                            "ABORT NOSAVE",
                            "FORCE ABORT",
                            "x",
                            "NOSAVE x",
                            "SAVE NOW FORCE ABORT")) {
                var words = new ArrayList<>(List.of("SHUTDOWN"));
                words.addAll(List.of(options.split(" ", -1)));
                assertThat(cli(engine.port(), words.toArray(String[]::new)))
                        .as(options)
                        .isNotEmpty()
                        .isEqualTo(cli(redis.port(), words.toArray(String[]::new)));
            }
            try (var ours = Peer.connect(engine.port());
                    var theirs = Peer.connect(redis.port())) {
                for (String line : List.of("MULTI", "SHUTDOWN NOSAVE", "SHUTDOWN ABORT", "EXEC")) {
                    var words = List.of(line.split(" ", -1));
                    assertThat(ReplyText.of(ours.ask(words)))
                            .isEqualTo(ReplyText.of(theirs.ask(words)));
                }
            }
        }
    }

    /// With and without save points, with options in any order and twice: whether a snapshot is
    /// left, on both servers.
    @Test
    void theLastSnapshotIsSavedWhenTheSameWordsAreSaid() throws Exception {
        int n = 0;
        for (String savePoints : List.of("", "3600 1")) {
            for (String options :
                    List.of("", "NOSAVE", "SAVE", "NOW", "save now", "NOSAVE FORCE NOSAVE")) {
                Path ours = Files.createDirectory(one.resolve("" + n));
                Path theirs = Files.createDirectory(two.resolve("" + n++));
                var words = options.isEmpty() ? List.<String>of() : List.of(options.split(" ", -1));
                var shutdown = new ArrayList<>(List.of("SHUTDOWN"));
                shutdown.addAll(words);
                try (var engine = RunningEngine.start(ours, "--save", savePoints);
                        var redis = RealRedis.startWith(theirs, List.of("--save", savePoints))) {
                    engine.cli("SET", "k", "v");
                    redis.cli("SET", "k", "v");
                    engine.shutDown(words.toArray(String[]::new));
                    redis.cli(shutdown.toArray(String[]::new));
                    Awaitility.await()
                            .atMost(20, TimeUnit.SECONDS)
                            .until(() -> redis.cli("PING").contains("Connection refused"));
                }
                assertThat(Files.exists(ours.resolve("dump.rdb")))
                        .as("save '%s', SHUTDOWN %s", savePoints, options)
                        .isEqualTo(Files.exists(theirs.resolve("dump.rdb")));
            }
        }
    }

    /// A snapshot that cannot be put in place keeps the server, unless FORCE or NOSAVE is said.
    @Test
    void aServerThatCannotSaveStaysUnlessForced() throws Exception {
        for (String last : List.of("FORCE", "NOSAVE")) {
            Path ours = Files.createDirectory(one.resolve(last));
            Path theirs = Files.createDirectory(two.resolve(last));
            try (var engine = RunningEngine.start(ours, "--save", "3600 1");
                    var redis = RealRedis.startWith(theirs, List.of("--save", "3600 1"))) {
                engine.cli("SET", "k", "v");
                redis.cli("SET", "k", "v");
                Files.createDirectories(ours.resolve("dump.rdb").resolve("full"));
                Files.createDirectories(theirs.resolve("dump.rdb").resolve("full"));
                for (String refused : List.of("SAVE", "NOW", "SAVE NOW")) {
                    var words = new ArrayList<>(List.of("SHUTDOWN"));
                    words.addAll(List.of(refused.split(" ", -1)));
                    assertThat(engine.cli(words.toArray(String[]::new)))
                            .isEqualTo("ERR Errors trying to SHUTDOWN. Check logs.")
                            .isEqualTo(redis.cli(words.toArray(String[]::new)));
                    assertThat(engine.cli("GET", "k"))
                            .isEqualTo("v")
                            .isEqualTo(redis.cli("GET", "k"));
                }
                engine.shutDown(last);
                redis.cli("SHUTDOWN", last);
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> redis.cli("PING").contains("Connection refused"));
            }
        }
    }

    /// NOW does not wait for a replica that is behind.
    @Test
    void nowEndsAServerThatWaitsForItsReplicas() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "", "--shutdown-timeout", "600");
                var redis = RealRedis.start(two, "--replicaof", "127.0.0.1 " + engine.port())) {
            assertReplicates(engine.port(), redis.port());
            Process stuck =
                    new ProcessBuilder("redis-cli", "-p", port(redis.port()), "DEBUG", "SLEEP", "4")
                            .start();
            engine.cli("SET", "last", "1");
            Process waits =
                    new ProcessBuilder("redis-cli", "-p", port(engine.port()), "SHUTDOWN").start();
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() ->
                            engine.log().contains("Waiting for replicas before shutting down."));
            engine.shutDown("NOW");
            waits.destroyForcibly();
            stuck.waitFor(20, TimeUnit.SECONDS);
        }
    }

    /// A replica's place in the history of a redis-server that lets in nobody but its users.
    @Test
    void aMasterIsFollowedUnderTheNameOfAUser() throws Exception {
        try (var redis = RealRedis.start(two);
                var engine =
                        RunningEngine.start(
                                one,
                                "--save",
                                "",
                                "--masteruser",
                                "follower",
                                "--masterauth",
                                "wrong")) {
            redis.cli("ACL", "SETUSER", "default", "-psync", "-sync");
            redis.cli("ACL", "SETUSER", "follower", "on", ">pa#ss", "+psync", "+replconf", "+ping");
            engine.cli("REPLICAOF", "127.0.0.1", port(redis.port()));
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            engine.log().stream().anyMatch(line -> line.contains("WRONGPASS")));
            assertThat(info(engine.port(), "master_link_status")).isEqualTo("down");

            engine.cli("CONFIG", "SET", "masterauth", "pa#ss");
            awaitLink(engine.port());
            assertReplicates(redis.port(), engine.port());
            assertThat(redis.cli("CLIENT", "LIST", "TYPE", "replica")).contains("user=follower");

            // Who may not follow is told so, and the data stays.
            redis.cli("ACL", "SETUSER", "follower", "-psync");
            redis.cli("CLIENT", "KILL", "TYPE", "replica");
            awaitEqual(() -> info(engine.port(), "master_link_status"), "down");
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> engine.log().stream().anyMatch(line -> line.contains("NOPERM")));
            assertThat(engine.cli("GET", "later:counter")).isEqualTo("21");
            redis.cli("ACL", "SETUSER", "follower", "+psync");
            awaitLink(engine.port());
        }
    }

    /// What it applies it could not keep: it ends rather than to drift apart from its own files.
    @Test
    void aReplicaThatCannotSaveEndsUnlessItIsToIgnoreThat() throws Exception {
        try (var redis = RealRedis.start(two)) {
            for (String ignores : List.of("yes", "no")) {
                Path folder = Files.createDirectory(one.resolve(ignores));
                try (var engine =
                        RunningEngine.start(
                                folder,
                                "--save",
                                "3600 1000000",
                                "--replica-ignore-disk-write-errors",
                                ignores)) {
                    engine.cli("REPLICAOF", "127.0.0.1", port(redis.port()));
                    assertReplicates(redis.port(), engine.port());
                    Files.deleteIfExists(folder.resolve("dump.rdb"));
                    Files.createDirectories(folder.resolve("dump.rdb").resolve("full"));
                    engine.cli("BGSAVE");
                    awaitEqual(() -> info(engine.port(), "rdb_last_bgsave_status"), "err");
                    redis.cli("SET", "after", ignores);
                    if (ignores.equals("yes")) {
                        awaitEqual(() -> engine.cli("GET", "after"), "yes");
                    } else {
                        assertThat(engine.exitCode()).isEqualTo(1);
                        assertThat(engine.log())
                                .contains("Replica was unable to write command to disk.");
                    }
                }
            }
        }
    }
}
