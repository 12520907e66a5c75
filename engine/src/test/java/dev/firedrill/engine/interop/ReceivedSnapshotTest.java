package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The snapshot that a replica is sent becomes its own file, and both sides count what a full
/// resync has saved, the engine as redis-server.
class ReceivedSnapshotTest {
    private static final List<String> COUNTED =
            List.of(
                    "rdb_changes_since_last_save",
                    "rdb_saves",
                    "rdb_last_bgsave_status",
                    "rdb_last_bgsave_time_sec");

    @TempDir private Path folder;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    interface Server extends AutoCloseable {
        int port();

        /// Ends without saving anything.
        @Override
        void close();
    }

    enum Kind {
        REDIS,
        ENGINE;

        Server start(Path folder, String... options) throws Exception {
            Files.createDirectories(folder);
            return switch (this) {
                case REDIS -> new Real(RealRedis.startWith(folder, quick(options)));
                case ENGINE ->
                        new Ours(
                                RunningEngine.start(folder, quick(options).toArray(String[]::new)));
            };
        }

        /// Where others will look for it.
        Server startAt(int port, Path folder, String... options) throws Exception {
            if (this == REDIS) {
                Files.createDirectories(folder);
                return new Real(RealRedis.startAt(port, folder, options));
            }
            var all = new ArrayList<>(List.of("--port", Peers.port(port)));
            all.addAll(List.of(options));
            return start(folder, all.toArray(String[]::new));
        }

        private static List<String> quick(String... options) {
            var all = new ArrayList<>(List.of("--repl-diskless-sync-delay", "0"));
            all.addAll(List.of("--enable-debug-command", "yes"));
            all.addAll(List.of(options));
            return all;
        }
    }

    private record Real(RealRedis redis) implements Server {
        @Override
        public int port() {
            return redis.port();
        }

        @Override
        public void close() {
            redis.close();
        }
    }

    private record Ours(RunningEngine engine) implements Server {
        @Override
        public int port() {
            return engine.port();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private static void follow(Server replica, Server master) {
        Peers.cli(replica.port(), "REPLICAOF", "127.0.0.1", Peers.port(master.port()));
    }

    private static String[] following(Server master, String... more) {
        return Stream.concat(
                        Stream.of("--replicaof", "127.0.0.1 " + master.port()), Stream.of(more))
                .toArray(String[]::new);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("redis.log"))
                    .sorted()
                    .toList();
        }
    }

    private static void awaitNames(Path folder, String... wanted) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(names(folder)).containsExactly(wanted));
    }

    // A replica that dies.

    private void comesBack(String... save) throws Exception {
        Path conf = Files.writeString(at("replica.conf"), "dir " + at("replica") + "\n");
        Files.createDirectories(at("replica"));
        try (var master = Kind.REDIS.start(at("master"), "--save", "")) {
            Files.writeString(conf, "replicaof 127.0.0.1 " + master.port() + "\n" + read(conf));
            Files.writeString(conf, read(conf) + String.join("\n", save) + "\n");
            Peers.fill(master.port(), 0, "first:");
            try (var replica = ServerProcess.start(conf, at("first.log"))) {
                replica.awaitReady();
                Peers.awaitLink(replica.port());
            }
            Peers.fill(master.port(), 3, "meanwhile:");
            try (var replica = ServerProcess.start(conf, at("second.log"))) {
                replica.awaitReady();
                Peers.awaitLink(replica.port());
                Peers.awaitSame(master.port(), replica.port());
                assertThat(Peers.info(master.port(), "sync_full")).isEqualTo("1");
                assertThat(Peers.info(master.port(), "sync_partial_ok")).isEqualTo("1");
                assertThat(Peers.cli(replica.port(), "GET", "first:string7")).isEqualTo("value 7");
            }
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void aReplicaKilledAfterItsFirstFullResyncGoesOnFromThere() throws Exception {
        comesBack();
    }

    @Test
    void alsoWithoutSavePoints() throws Exception {
        comesBack("save \"\"");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplicaThatIsPromotedAndKilledHasWhatItReceived(Kind kind) throws Exception {
        try (var master = Kind.REDIS.start(at("master"), "--save", "")) {
            Peers.cli(master.port(), "SET", "received", "1");
            try (var replica = kind.start(at("replica"), following(master))) {
                Peers.awaitLink(replica.port());
                Peers.cli(replica.port(), "REPLICAOF", "NO", "ONE");
                Peers.cli(replica.port(), "SET", "own", "1");
            }
            try (var again = kind.start(at("replica"))) {
                assertThat(Peers.cli(again.port(), "KEYS", "*")).isEqualTo("received");
                assertThat(Peers.info(again.port(), "master_replid2"))
                        .isEqualTo(Peers.info(master.port(), "master_replid"));
            }
        }
    }

    /// The one in the middle dies and comes back; nobody needs a snapshot.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void theMiddleOfAChainIsKilledAndNobodyNeedsASnapshot(Kind kind) throws Exception {
        int port = RealRedis.freePort();
        try (var master = Kind.REDIS.start(at("master"), "--save", "")) {
            Peers.fill(master.port(), 0, "first:");
            Server middle = kind.startAt(port, at("middle"), following(master));
            try (var last = Kind.REDIS.start(at("last"), "--replicaof", "127.0.0.1 " + port)) {
                Peers.awaitLink(middle.port());
                Peers.awaitLink(last.port());
                middle.close();
                Peers.cli(master.port(), "SET", "meanwhile", "1");
                middle = kind.startAt(port, at("middle"), following(master));
                Peers.awaitLink(last.port());
                Peers.awaitEqual(() -> Peers.cli(last.port(), "GET", "meanwhile"), "1");
                assertThat(Peers.info(master.port(), "sync_full")).isEqualTo("1");
                assertThat(Peers.info(middle.port(), "sync_full")).isEqualTo("0");
            } finally {
                middle.close();
            }
        }
    }

    /// The log is what a start reads, so a replica with one is sent everything again.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void withALogTheLogCounts(Kind kind) throws Exception {
        try (var master = Kind.REDIS.start(at("master"), "--save", "")) {
            Peers.cli(master.port(), "SET", "received", "1");
            String[] logged = following(master, "--appendonly", "yes");
            try (var replica = kind.start(at("replica"), logged)) {
                Peers.awaitLink(replica.port());
                Peers.awaitEqual(() -> Peers.info(replica.port(), "aof_rewrite_in_progress"), "0");
                Peers.awaitEqual(() -> Peers.info(replica.port(), "aof_rewrite_scheduled"), "0");
                Peers.awaitEqual(
                        () -> names(at("replica/appendonlydir")).toString(),
                        "[appendonly.aof.2.base.rdb, appendonly.aof.2.incr.aof,"
                                + " appendonly.aof.manifest]");
                assertThat(names(at("replica"))).containsExactly("appendonlydir", "dump.rdb");
            }
            try (var alone = kind.start(at("replica"), "--appendonly", "yes")) {
                assertThat(Peers.cli(alone.port(), "KEYS", "*")).isEqualTo("received");
            }
        }
    }

    // What both sides count.

    private static Map<String, String> counted(Server server) {
        var fields = new LinkedHashMap<String, String>();
        COUNTED.forEach(field -> fields.put(field, Peers.info(server.port(), field)));
        return fields;
    }

    /// @param saved whether LASTSAVE has moved
    private record Counts(Map<String, String> fields, boolean saved) {}

    private static long lastSave(Server server) {
        return Long.parseLong(Peers.cli(server.port(), "LASTSAVE"));
    }

    private List<Counts> countsOf(Kind kind, String diskless, String load, boolean empty)
            throws Exception {
        String name = kind + diskless + load + empty;
        try (var master = kind.start(at("m" + name), "--repl-diskless-sync", diskless);
                var replica = kind.start(at("r" + name), "--repl-diskless-load", load)) {
            Peers.cli(master.port(), "MSET", "a", "1", "b", "2");
            if (!empty) {
                Peers.cli(replica.port(), "MSET", "x", "1", "y", "2", "z", "3");
            }
            long masterSaved = lastSave(master);
            long replicaSaved = lastSave(replica);
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> System.currentTimeMillis() / 1000 > masterSaved + 1);
            follow(replica, master);
            Peers.awaitLink(replica.port());
            Peers.awaitEqual(() -> Peers.info(master.port(), "rdb_bgsave_in_progress"), "0");
            return List.of(
                    new Counts(counted(master), lastSave(master) > masterSaved),
                    new Counts(counted(replica), lastSave(replica) > replicaSaved));
        }
    }

    private void countsAreEqual(String diskless, String load, boolean empty) throws Exception {
        assertThat(countsOf(Kind.ENGINE, diskless, load, empty))
                .isEqualTo(countsOf(Kind.REDIS, diskless, load, empty));
    }

    @Test
    void aSnapshotForReplicasCountsAsASaveOnlyWhenItIsAFile() throws Exception {
        countsAreEqual("no", "disabled", false);
        countsAreEqual("yes", "disabled", false);
    }

    @Test
    void onlyADatasetThatIsInNoFileCountsAsAChangeOfTheReplica() throws Exception {
        countsAreEqual("yes", "swapdb", false);
        countsAreEqual("yes", "on-empty-db", true);
        countsAreEqual("yes", "on-empty-db", false);
    }

    /// The file cannot get its name: the master has failed to save, and says so.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSnapshotForReplicasThatFailsIsAFailedSave(Kind kind) throws Exception {
        try (var master = kind.start(at("master"), "--repl-diskless-sync", "no");
                var replica = kind.start(at("replica"))) {
            Peers.cli(master.port(), "MSET", "a", "1", "b", "2");
            Files.createDirectories(at("master/dump.rdb"));
            follow(replica, master);
            Peers.awaitEqual(() -> Peers.info(master.port(), "rdb_last_bgsave_status"), "err");
            assertThat(Peers.info(master.port(), "rdb_changes_since_last_save")).isEqualTo("2");
            assertThat(Peers.info(master.port(), "rdb_saves")).isNotEqualTo("0");
            assertThat(Peers.cli(master.port(), "SET", "c", "3")).startsWith("MISCONF");
        }
    }

    // rdb-del-sync-files.

    private static String[] without(String save, String... more) {
        return Stream.concat(
                        Stream.of("--rdb-del-sync-files", "yes", "--save", save), Stream.of(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void filesOfAResyncAreRemovedWhereNothingIsKept(Kind kind) throws Exception {
        String[] file = {"--repl-diskless-sync", "no"};
        try (var master = kind.start(at("master"), without("", file));
                var replica = kind.start(at("replica"), without(""))) {
            Peers.cli(master.port(), "SET", "a", "1");
            Peers.cli(replica.port(), "SAVE");
            follow(replica, master);
            Peers.awaitLink(replica.port());
            awaitNames(at("master"));
            awaitNames(at("replica"));
            assertThat(Peers.cli(replica.port(), "GET", "a")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theyStayWhereThereAreSavePointsOrALog(Kind kind) throws Exception {
        String[] file = {"--repl-diskless-sync", "no"};
        try (var master = kind.start(at("master"), without("3600 1", file));
                var logged =
                        kind.start(
                                at("logged"),
                                without("", "--repl-diskless-sync", "no", "--appendonly", "yes"));
                var replica = kind.start(at("replica"), without("3600 1"))) {
            Peers.cli(master.port(), "SET", "a", "1");
            for (Server one : List.of(master, logged)) {
                follow(replica, one);
                Peers.awaitLink(replica.port());
            }
            // One that a master has removed after a second or two would be gone by then.
            long pings = Long.parseLong(Peers.info(master.port(), "uptime_in_seconds")) + 3;
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            Long.parseLong(Peers.info(master.port(), "uptime_in_seconds"))
                                    >= pings);
            assertThat(names(at("master"))).containsExactly("dump.rdb");
            assertThat(names(at("replica"))).containsExactly("dump.rdb");
            assertThat(names(at("logged"))).containsExactly("appendonlydir", "dump.rdb");
        }
    }

    /// A log does not count at a replica: redis-server has closed it while it loads.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplicaWithALogRemovesTheFileToo(Kind kind) throws Exception {
        try (var master = kind.start(at("master"), "--save", "");
                var replica = kind.start(at("replica"), without("", "--appendonly", "yes"))) {
            follow(replica, master);
            Peers.awaitLink(replica.port());
            awaitNames(at("replica"), "appendonlydir");
        }
    }

    /// A file of a time before, which no replica was ever sent, is somebody's.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFileThatNoResyncMadeStays(Kind kind) throws Exception {
        try (var master = kind.start(at("master"), without("", "--repl-diskless-sync", "yes"));
                var replica = kind.start(at("replica"), "--save", "")) {
            Peers.cli(master.port(), "SET", "a", "1");
            Peers.cli(master.port(), "SAVE");
            follow(replica, master);
            Peers.awaitLink(replica.port());
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            Integer.parseInt(Peers.info(master.port(), "uptime_in_seconds")) > 3);
            assertThat(names(at("master"))).containsExactly("dump.rdb");
        }
    }

    // A disk that refuses.

    /// A folder has the name that the file is to get: the replica keeps what it has, as stale data,
    /// and says why.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReplicaThatCannotKeepTheFileDoesNotTakeTheData(Kind kind) throws Exception {
        try (var master = Kind.REDIS.start(at("master"), "--save", "");
                var replica = kind.start(at("replica"), "--save", "")) {
            Peers.cli(master.port(), "SET", "a", "1");
            Files.createDirectories(at("replica/dump.rdb/full"));
            follow(replica, master);
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> !Peers.info(master.port(), "sync_full").equals("0"));
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> Peers.info(replica.port(), "master_sync_in_progress").equals("0"));
            assertThat(Peers.info(replica.port(), "master_link_status")).isEqualTo("down");

            Files.delete(at("replica/dump.rdb/full"));
            Files.delete(at("replica/dump.rdb"));
            Peers.awaitLink(replica.port());
            assertThat(Peers.cli(replica.port(), "GET", "a")).isEqualTo("1");
            awaitNames(at("replica"), "dump.rdb");
        }
    }

    /// The same on a file system without room: the replica keeps its old data and file.
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFullDiskEndsTheResyncAndLeavesTheOldFile(Kind kind) throws Exception {
        Path disk = Files.createDirectory(at("replica"));
        String mounted =
                RealRedis.run(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk + ""));
        if (!mounted.isEmpty()) {
            System.err.println("SKIPPED: no tmpfs can be mounted here: " + mounted);
        }
        Assumptions.assumeTrue(mounted.isEmpty(), "no tmpfs can be mounted here");
        String[] plain = {"--save", "", "--rdbcompression", "no"};
        try (var master = Kind.REDIS.start(at("master"), plain);
                var replica = kind.start(disk, plain)) {
            Peers.cli(master.port(), "DEBUG", "POPULATE", "40", "key", "100000");
            Peers.cli(replica.port(), "SET", "old", "1");
            Peers.cli(replica.port(), "SAVE");
            byte[] old = Files.readAllBytes(disk.resolve("dump.rdb"));
            follow(replica, master);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> Integer.parseInt(Peers.info(master.port(), "sync_full")) > 1);
            assertThat(Peers.info(replica.port(), "master_link_status")).isEqualTo("down");
            assertThat(Peers.cli(replica.port(), "GET", "old")).isEqualTo("1");
            assertThat(Files.readAllBytes(disk.resolve("dump.rdb"))).isEqualTo(old);

            RealRedis.run(List.of("mount", "-o", "remount,size=64m", disk + ""));
            Peers.awaitLink(replica.port());
            assertThat(Peers.cli(replica.port(), "DBSIZE")).isEqualTo("40");
        } finally {
            RealRedis.run(List.of("umount", disk + ""));
        }
    }

    /// What was there before is copied aside once, and not again for the same history.
    @Test
    void theReplacedSnapshotIsKeptWhereThatIsWanted() throws Exception {
        try (var master = Kind.REDIS.start(at("master"), "--save", "");
                var replica =
                        Kind.ENGINE.start(
                                at("replica"), "--save", "", "--rdb-keep-replaced", "yes")) {
            Peers.cli(master.port(), "SET", "a", "1");
            Peers.cli(replica.port(), "SET", "old", "1");
            Peers.cli(replica.port(), "SAVE");
            byte[] old = Files.readAllBytes(at("replica/dump.rdb"));
            follow(replica, master);
            Peers.awaitLink(replica.port());
            List<String> names = names(at("replica"));
            assertThat(names).hasSize(2);
            assertThat(names.get(1)).startsWith("dump.rdb.replaced-");
            assertThat(Files.readAllBytes(at("replica").resolve(names.get(1)))).isEqualTo(old);
            assertThat(Files.readAllBytes(at("replica/dump.rdb"))).isNotEqualTo(old);
        }
    }
}
