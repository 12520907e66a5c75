package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions on a server that takes no writes, or begins to take none between MULTI and EXEC:
/// what is queued, what EXEC answers, what is left of it, here and on redis-server 7.0.
class RefusedTransactionsTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// `!` makes the server refuse, `.` ends it, `other:` is said by another client.
    private static final List<String> SCRIPTS =
            List.of(
                    "WATCH k, !, MULTI, SET k v, EXEC, EXEC",
                    "!, MULTI, SET k v, GET k, DISCARD, EXEC",
                    "MULTI, SET k v, GET k, !, EXEC, GET k, EXEC",
                    "MULTI, GET k, !, GET k, EXEC",
                    "MULTI, GET k, !, EXEC",
                    "MULTI, SET k v, !, EXEC, ., EXEC, GET k, MULTI, SET k w, EXEC",
                    "WATCH k, other: SET k 5, MULTI, SET k 6, !, EXEC, ., GET k",
                    "WATCH k, other: SET k 5, MULTI, GET k, !, EXEC, ., GET k",
                    "WATCH k, MULTI, SET k 6, !, EXEC, ., other: SET k 7, MULTI, GET k, EXEC",
                    "WATCH k, MULTI, !, SET k 6, ., other: SET k 7, EXEC, MULTI, GET k, EXEC",
                    "WATCH k, MULTI, SET k 6, !, SET k 7, ., SET k 8, EXEC, GET k",
                    "MULTI, DEL k, !, EXEC, ., EXISTS k",
                    "!, MULTI, DEL k, EXEC, ., EXISTS k",
                    "MULTI, PUBLISH c m, !, EXEC",
                    "!, MULTI, PUBLISH c m, EXEC",
                    "!, PING, SET k v, WATCH k, UNWATCH, MULTI, MULTI, WATCH k, EXEC, EXEC, DISCARD",
                    "MULTI, PING, !, EXEC",
                    "!, MULTI, PING, EXEC, PING",
                    "MULTI, BLPOP l 0, !, EXEC, ., PING",
                    "!, MULTI, BLPOP l 0, EXEC, BLPOP l 1",
                    "MULTI, !, NONSENSE, SET k v, ., EXEC",
                    "MULTI, !, EXEC",
                    "MULTI, SET k v, !, RESET, EXEC, ., GET k",
                    "MULTI, CONFIG GET hz, INFO x, !, EXEC",
                    "MULTI, EXPIRE k 100, !, EXEC, ., TTL k");

    /// What makes a server refuse, and what ends it.
    private interface Refusal {
        void begins(int port) throws IOException;

        void ends(int port) throws IOException;
    }

    private static Refusal set(String name, String refusing, String taking) {
        return new Refusal() {
            @Override
            public void begins(int port) {
                assertThat(cli(port, "CONFIG", "SET", name, refusing)).isEqualTo("OK");
            }

            @Override
            public void ends(int port) {
                assertThat(cli(port, "CONFIG", "SET", name, taking)).isEqualTo("OK");
            }
        };
    }

    private static List<String> answers(int port, String script, Refusal refusal)
            throws IOException {
        // FLUSHALL would be saved, and that might be under way when a save is to fail.
        cli(port, "FLUSHDB");
        cli(port, "SET", "k", "before");
        cli(port, "CONFIG", "RESETSTAT");
        var said = new ArrayList<String>();
        boolean refuses = false;
        try (var client = Peer.connect(port);
                var other = Peer.connect(port)) {
            for (String line : script.split(", ", -1)) {
                switch (line) {
                    case "!" -> refusal.begins(port);
                    case "." -> refusal.ends(port);
                    default -> {
                        boolean fromOther = line.startsWith("other: ");
                        String command = fromOther ? line.substring(7) : line;
                        var reply =
                                (fromOther ? other : client).ask(List.of(command.split(" ", -1)));
                        said.add(line + " -> " + ReplyText.of(reply));
                    }
                }
                refuses = line.equals("!") || (refuses && !line.equals("."));
            }
        }
        if (refuses) {
            refusal.ends(port);
        }
        cli(port, "INFO", "everything")
                .lines()
                .filter(line -> line.matches("(errorstat_|cmdstat_(set|get|exec|del|multi):).*"))
                .map(line -> line.replaceAll("usec=.*?,usec_per_call=.*?,", "").strip())
                .sorted()
                .forEach(said::add);
        return said;
    }

    private static void assertSame(int engine, int redis, Refusal refusal, String refused)
            throws IOException {
        assertSame(engine, redis, refusal, refused, SCRIPTS);
    }

    private static void assertSame(
            int engine, int redis, Refusal refusal, String refused, List<String> scripts)
            throws IOException {
        var all = new StringBuilder();
        for (String script : scripts) {
            List<String> ours = answers(engine, script, refusal);
            assertThat(ours).as(script).isEqualTo(answers(redis, script, refusal));
            all.append(ours).append('\n');
        }
        // Otherwise nothing was compared.
        assertThat(all.toString()).contains("-EXECABORT").contains(refused);
    }

    @Test
    void onAMasterWithoutGoodReplicas() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            assertSame(
                    engine.port(),
                    redis.port(),
                    set("min-replicas-to-write", "1", "0"),
                    "-NOREPLICAS");
        }
    }

    @Test
    void withoutMemory() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            assertSame(engine.port(), redis.port(), set("maxmemory", "1", "0"), "-OOM");
        }
    }

    @Test
    void onAReplicaWhoseMasterIsAway() throws Exception {
        var follows =
                new Refusal() {
                    @Override
                    public void begins(int port) {
                        assertThat(cli(port, "REPLICAOF", "127.0.0.1", "1")).isEqualTo("OK");
                    }

                    @Override
                    public void ends(int port) {
                        assertThat(cli(port, "REPLICAOF", "NO", "ONE")).isEqualTo("OK");
                    }
                };
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            assertSame(engine.port(), redis.port(), follows, "-READONLY");
            for (int port : new int[] {engine.port(), redis.port()}) {
                cli(port, "CONFIG", "SET", "replica-serve-stale-data", "no");
            }
            assertSame(engine.port(), redis.port(), follows, "-MASTERDOWN");
        }
    }

    /// Where the snapshot should be, there is a folder: none can be put in its place.
    @Test
    void whileNoSnapshotCanBeSaved() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "10000 10000");
                var redis = RealRedis.startWith(two, List.of("--save", "10000 10000"))) {
            var fails =
                    new Refusal() {
                        private Path occupied(int port) {
                            return (port == engine.port() ? one : two).resolve("dump.rdb");
                        }

                        @Override
                        public void begins(int port) throws IOException {
                            Files.deleteIfExists(occupied(port));
                            Files.createDirectories(occupied(port).resolve("full"));
                            cli(port, "BGSAVE");
                            awaitEqual(() -> info(port, "rdb_last_bgsave_status"), "err");
                        }

                        @Override
                        public void ends(int port) throws IOException {
                            Files.delete(occupied(port).resolve("full"));
                            Files.delete(occupied(port));
                            cli(port, "BGSAVE");
                            awaitEqual(() -> info(port, "rdb_last_bgsave_status"), "ok");
                        }
                    };
            assertSame(engine.port(), redis.port(), fails, "-MISCONF");
        }
    }

    /// Both are sent a snapshot that takes its time; cut off, they have what comes quickly.
    @Test
    void whileASnapshotIsLoaded() throws Exception {
        try (var master = RealRedis.start(three);
                var engine =
                        RunningEngine.start(
                                one, "--save", "", "--repl-diskless-load", "on-empty-db");
                var redis =
                        RealRedis.start(
                                two,
                                "--repl-diskless-load",
                                "on-empty-db",
                                "--loading-process-events-interval-bytes",
                                "1024")) {
            master.cli("DEBUG", "POPULATE", "3000", "key", "2000");
            var loads =
                    new Refusal() {
                        @Override
                        public void begins(int port) {
                            cli(port, "FLUSHALL");
                            cli(master.port(), "CONFIG", "SET", "rdb-key-save-delay", "5000");
                            cli(port, "REPLICAOF", "127.0.0.1", port(master.port()));
                            awaitEqual(() -> info(port, "loading"), "1");
                        }

                        @Override
                        public void ends(int port) {
                            cli(master.port(), "CONFIG", "SET", "rdb-key-save-delay", "0");
                            cli(master.port(), "CLIENT", "KILL", "TYPE", "replica");
                            Peers.awaitLink(port);
                            cli(port, "REPLICAOF", "NO", "ONE");
                        }
                    };
            // Each takes some seconds: only what differs from other refusals.
            var scripts =
                    List.of(
                            "MULTI, GET k, !, GET k, EXEC",
                            "MULTI, PING, !, EXEC, WATCH k, MULTI, PING, INFO x, EXEC",
                            "MULTI, CONFIG GET hz, GET k, !, EXEC, ., EXEC");
            assertSame(engine.port(), redis.port(), loads, "-LOADING", scripts);
        }
    }
}
