package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.info;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dataset that is emptied while it is being saved: the snapshot of what is gone is given up,
/// without a word of failure, and save points want an empty one in its place. Here and on
/// redis-server 7.0.
class FlushWhileSavingTest {
    private static final String KEYS = "20";

    /// A save that cannot end by itself, in microseconds after each key.
    private static final String FOREVER = "1000000000";

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeEach
    void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// How long a save that begins from now on waits after each key. One that is under way goes on
    /// as it began.
    private static void delay(int port, String micros) {
        assertThat(cli(port, "CONFIG", "SET", "rdb-key-save-delay", micros)).isEqualTo("OK");
    }

    /// Sends all of it at once: the running save keeps its delay, and an empty snapshot that takes
    /// its place has none.
    private static String saving(int port, String micros, String... commands) throws Exception {
        assertThat(cli(port, "DEBUG", "POPULATE", KEYS, "key", "50")).isEqualTo("OK");
        delay(port, micros);
        cli(port, "SET", "k", "v");
        String said =
                "BGSAVE\r\nCONFIG SET rdb-key-save-delay 0\r\n"
                        + String.join("\r\n", commands)
                        + "\r\nINFO persistence\r\n";
        String heard = RawBytes.answerTo(port, said);
        assertThat(heard).startsWith("+Background saving started\r\n");
        var told =
                heard.lines()
                        .filter(line ->
                                line.matches(
                                        "[+-].*|rdb_(bgsave_in_progress|last_bgsave_status):.*"))
                        .toList();
        return String.join("\n", told);
    }

    @Test
    void withSavePointsAnEmptySnapshotTakesItsPlace() throws Exception {
        String[] savePoints = {"--save", "3600 1000000000"};
        try (var engine = RunningEngine.start(ours, savePoints);
                var redis = RealRedis.start(theirs, savePoints)) {
            for (String flush : List.of("FLUSHALL", "FLUSHALL ASYNC")) {
                assertThat(saving(engine.port(), FOREVER, flush))
                        .contains("rdb_bgsave_in_progress:0");
                // There the child is killed at once, and may be missed a moment later only.
                assertThat(saving(redis.port(), FOREVER, flush))
                        .contains("rdb_last_bgsave_status:ok");
                for (int port : new int[] {engine.port(), redis.port()}) {
                    awaitEqual(() -> info(port, "rdb_changes_since_last_save"), "0");
                    assertThat(info(port, "rdb_last_bgsave_status")).isEqualTo("ok");
                }
            }
            // Nothing was being saved, and still the empty dataset is.
            Files.delete(ours.resolve("dump.rdb"));
            Files.delete(theirs.resolve("dump.rdb"));
            for (int port : new int[] {engine.port(), redis.port()}) {
                cli(port, "SET", "k", "v");
                cli(port, "FLUSHALL");
                awaitEqual(() -> info(port, "rdb_changes_since_last_save"), "0");
            }
            assertThat(theirs.resolve("dump.rdb")).exists();
            assertThat(ours.resolve("dump.rdb")).exists();
        }
        Files.copy(ours.resolve("dump.rdb"), theirs.resolve("ours.rdb"));
        try (var redis = RealRedis.start(theirs, "--dbfilename", "ours.rdb");
                var engine = RunningEngine.start(ours)) {
            assertThat(redis.cli("DBSIZE")).isEqualTo("0");
            assertThat(engine.cli("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void withoutSavePointsNothingIsSavedInItsPlace() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            assertThat(saving(engine.port(), FOREVER, "FLUSHALL"))
                    .contains("rdb_bgsave_in_progress:0");
            assertThat(saving(redis.port(), FOREVER, "FLUSHALL"))
                    .contains("rdb_last_bgsave_status:ok");
            for (int port : new int[] {engine.port(), redis.port()}) {
                awaitEqual(() -> info(port, "rdb_bgsave_in_progress"), "0");
                assertThat(info(port, "rdb_last_bgsave_status")).isEqualTo("ok");
                // Whatever would begin now has begun by then.
                cli(port, "SET", "k", "v");
                assertThat(cli(port, "BGSAVE")).isEqualTo("Background saving started");
                awaitEqual(() -> info(port, "rdb_changes_since_last_save"), "0");
                assertThat(info(port, "rdb_last_bgsave_status")).isEqualTo("ok");
            }
        }
        try (var engine = RunningEngine.start(ours)) {
            assertThat(engine.cli("DBSIZE")).isEqualTo("1");
        }
    }

    /// A refused one, and one database: the snapshot of that moment goes on.
    @Test
    void whatEmptiesLessLeavesTheSnapshotAlone() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "3600 1000000000");
                var redis = RealRedis.start(theirs, "--save", "3600 1000000000")) {
            // Two seconds and more, for commands that arrive together with BGSAVE.
            String[] flushes = {"FLUSHDB", "FLUSHALL NOW"};
            String said = saving(engine.port(), "100000", flushes);
            assertThat(said).isEqualTo(saving(redis.port(), "100000", flushes));
            assertThat(said).contains("rdb_bgsave_in_progress:1");
            for (int port : new int[] {engine.port(), redis.port()}) {
                awaitEqual(() -> info(port, "rdb_bgsave_in_progress"), "0");
                assertThat(info(port, "rdb_last_bgsave_status")).isEqualTo("ok");
                assertThat(cli(port, "DBSIZE")).isEqualTo("0");
            }
        }
        try (var engine = RunningEngine.start(ours)) {
            assertThat(engine.cli("DBSIZE")).isEqualTo("21");
        }
    }

    /// In a transaction the empty dataset is saved after the whole of it.
    @Test
    void aTransactionIsSavedAsAWhole() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "3600 1000000000")) {
            String said =
                    saving(engine.port(), FOREVER, "MULTI", "FLUSHALL", "SET after 1", "EXEC");
            assertThat(said).contains("rdb_bgsave_in_progress:0");
            awaitEqual(() -> info(engine.port(), "rdb_changes_since_last_save"), "0");
        }
        try (var engine = RunningEngine.start(ours)) {
            assertThat(engine.cli("GET", "after")).isEqualTo("1");
            assertThat(engine.cli("DBSIZE")).isEqualTo("1");
        }
    }

    /// From a master it ends a replica's snapshot all the same. The keys are the replica's own, so
    /// that its snapshot has some and nothing has to come over the link but the command.
    private static void emptiedByItsMaster(int master, int replica, Path folder) throws Exception {
        cli(replica, "REPLICAOF", "127.0.0.1", Peers.port(master));
        Peers.awaitLink(replica);
        String received = dump(folder);
        assertThat(cli(replica, "DEBUG", "POPULATE", KEYS, "key", "50")).isEqualTo("OK");
        delay(replica, FOREVER);
        assertThat(cli(replica, "BGSAVE")).isEqualTo("Background saving started");
        delay(replica, "0");
        assertThat(info(replica, "rdb_bgsave_in_progress")).isEqualTo("1");
        cli(master, "FLUSHALL");

        awaitEqual(() -> cli(replica, "DBSIZE"), "0");
        awaitEqual(() -> info(replica, "rdb_bgsave_in_progress"), "0");
        assertThat(info(replica, "rdb_last_bgsave_status")).isEqualTo("ok");
        assertThat(dump(folder)).isEqualTo(received);
        cli(master, "SET", "after", "1");
        awaitEqual(() -> cli(replica, "GET", "after"), "1");
        cli(replica, "REPLICAOF", "NO", "ONE");
    }

    /// The file that a snapshot takes the place of, or that there is none.
    private static String dump(Path folder) throws Exception {
        Path file = folder.resolve("dump.rdb");
        return Files.exists(file)
                ? new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                : "none";
    }

    @Test
    void aReplicasSnapshotIsGivenUpForItsMasters() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            Files.deleteIfExists(ours.resolve("dump.rdb"));
            emptiedByItsMaster(redis.port(), engine.port(), ours);
            emptiedByItsMaster(engine.port(), redis.port(), theirs);
        }
    }
}
