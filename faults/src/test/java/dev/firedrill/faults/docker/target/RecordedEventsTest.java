package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What the logs of real servers tell, event by event. One story has the same events whichever
/// server it happened to; where a server differs the test says so.
class RecordedEventsTest {
    private static final String EMPTY_START = "dataset-loaded source=nothing keys=0 bytes=0";
    private static final String BEGAN = "snapshot-began purpose=replication replicas=1";
    private static final String STORED = "snapshot-ended purpose=replication result=succeeded";
    private static final String FAILED = "snapshot-ended purpose=replication result=failed";

    private static String fullFor(String replica, String reason) {
        return "resync-decided replica=" + replica + " kind=full reason=" + reason;
    }

    private static String partial(long missing, long offset) {
        return "resync-decided replica=R kind=partial reason=continued missing-bytes="
                + missing
                + " master-offset="
                + offset;
    }

    private static String endedFor(String replica) {
        return "resync-ended replica=" + replica + " kind=full";
    }

    private static String closed(String reason) {
        return "replica-closed replica=R reason=" + reason;
    }

    /// A full resync of R from its decision to its end.
    private static List<String> resync(String reason) {
        return List.of(fullFor("R", reason), BEGAN, STORED, endedFor("R"));
    }

    /// A start with nothing, and R's first resync.
    private static List<String> both() {
        return Stream.concat(Stream.of(EMPTY_START), resync("requested-by-replica").stream())
                .toList();
    }

    private static void tells(ServerDialect server, String name, Object... expected) {
        List<String> events =
                RecordedLog.of(server, name).events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events).as(server + " " + name).isEqualTo(flat(expected));
    }

    private static List<String> flat(Object... parts) {
        return Arrays.stream(parts)
                .flatMap(part ->
                        part instanceof List<?> list
                                ? list.stream().map(String::valueOf)
                                : Stream.of(String.valueOf(part)))
                .toList();
    }

    /// M, R or R1, R2 were given the addresses 2, 3 and 4 of their network, and 2.8 knows no names.
    private static String withNodeNames(String event) {
        String second = event.replaceAll("=[\\d.]+\\.4:6379", "=R2:6379");
        String network = second.replaceAll("=[\\d.]+\\.3:6379", "=R:6379");
        return network.replaceAll("=[\\d.]+\\.2:6379", "=M:6379").replace(":6379", "");
    }

    private static boolean isOld(ServerDialect server) {
        return server.equals(ServerDialect.REDIS_2_8);
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aStartLoadsWhatItsConfigurationNames(ServerDialect server) {
        // Only later versions log a count.
        String keys = server.equals(ServerDialect.REDIS_2_8) ? "" : " keys=1";
        tells(
                server,
                "start-M",
                EMPTY_START,
                "dataset-loaded source=snapshot" + keys,
                "snapshot-began purpose=aof-rewrite replicas=0",
                "snapshot-ended purpose=aof-rewrite result=succeeded",
                "dataset-loaded source=append-only-file",
                // With the append-only file wanted and absent: the story of 2013.
                EMPTY_START);
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aServerThatRefusesItsDataIsNeverReady(ServerDialect server) {
        tells(server, "corrupt_rdb-M", EMPTY_START);
        tells(
                server,
                "corrupt_aof-M",
                EMPTY_START,
                // Cut short: refused, then allowed; with garbage: refused.
                "dataset-loaded source=append-only-file");
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aServerThatRefusesItsConfigurationTellsNothing(ServerDialect server) {
        tells(server, "unknown_directive-M");
        tells(server, "wrong_value-M");
        tells(server, "absent_include-M");
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void theFirstResyncIsFull(ServerDialect server) {
        tells(server, "full_resync-M", both(), closed("connection-lost"));
        tells(server, "full_resync-R", EMPTY_START);
        tells(server, "diskless-M", both());
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void twoReplicasShareASnapshot(ServerDialect server) {
        String first = isOld(server) ? "R" : "R1";
        List<String> events =
                RecordedLog.of(server, "shared_snapshot-M").events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events.subList(0, 5))
                .containsExactly(
                        EMPTY_START,
                        fullFor(first, "requested-by-replica"),
                        fullFor("R2", "requested-by-replica"),
                        "snapshot-began purpose=replication replicas=2",
                        STORED);
        // In which order they are served depends on the version.
        assertThat(events.subList(5, events.size()))
                .containsExactlyInAnyOrder(endedFor(first), endedFor("R2"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void theReasonOfAFullResyncIsThatOfTheLineBefore(ServerDialect server) {
        tells(
                server,
                "partial-M",
                both(),
                closed("connection-lost"),
                partial(0, isOld(server) ? 51 : 50),
                closed("connection-lost"),
                resync("backlog-trimmed"),
                EMPTY_START,
                resync("unknown-history"),
                closed("connection-lost"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void withoutPsyncEveryResyncIsFull(ServerDialect server) {
        tells(
                server,
                "psync_renamed-M",
                EMPTY_START,
                resync("sync-only"),
                closed("connection-lost"),
                resync("sync-only"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aBacklogThatIsGoneMakesTheResyncFull(ServerDialect server) {
        tells(
                server,
                "backlog_ttl-M",
                both(),
                closed("connection-lost"),
                // Later versions begin another history with the next backlog.
                resync(isOld(server) ? "no-backlog" : "unknown-history"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aReplicaOverItsBufferLimitIsNamed(ServerDialect server) {
        tells(
                server,
                "buffer_limit-M",
                both(),
                closed("output-buffer-limit"),
                resync("backlog-trimmed"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aSilentReplicaTimesOutAtItsMaster(ServerDialect server) {
        List<String> events =
                RecordedLog.of(server, "replica_silent-M").events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events).startsWith(both().toArray(String[]::new)).contains(closed("timed-out"));
        assertThat(events.getLast()).contains("kind=partial reason=continued");
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aSilentMasterLosesItsReplicaAndTheReplicaContinues(ServerDialect server) {
        List<String> events = RecordedLog.of(server, "master_silent-M").events();
        assertThat(events.stream().map(RecordedEventsTest::withNodeNames))
                .contains(closed("connection-lost"));
        assertThat(events.getLast()).contains("kind=partial reason=continued");
        tells(server, "master_silent-R", EMPTY_START);
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aSnapshotThatFailsClosesWhoWaitsForIt(ServerDialect server) {
        List<String> events =
                RecordedLog.of(server, "snapshot_failed-M").events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events.subList(0, 5))
                .containsExactly(
                        EMPTY_START,
                        fullFor("R", "requested-by-replica"),
                        BEGAN,
                        FAILED,
                        closed("snapshot-failed"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aSnapshotThatAReplicaCannotStoreIsRefusedByIt(ServerDialect server) {
        assertThat(RecordedLog.of(server, "snapshot_unstored-R").events())
                .startsWith(EMPTY_START, "snapshot-refused reason=not-stored");
        List<String> events =
                RecordedLog.of(server, "snapshot_unstored-M").events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events.subList(0, 5))
                .containsExactly(
                        EMPTY_START,
                        fullFor("R", "requested-by-replica"),
                        BEGAN,
                        STORED,
                        closed("connection-lost"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aTransferThatIsCutBeginsAgain(ServerDialect server) {
        List<String> events =
                RecordedLog.of(server, "transfer_broken-M").events().stream()
                        .map(RecordedEventsTest::withNodeNames)
                        .toList();
        assertThat(events)
                .startsWith(
                        EMPTY_START,
                        fullFor("R", "requested-by-replica"),
                        BEGAN,
                        STORED,
                        closed("connection-lost"),
                        fullFor("R", "requested-by-replica"))
                .contains(endedFor("R"));
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void savesAndRewritesAreTold(ServerDialect server) {
        List<String> save =
                List.of(
                        "snapshot-began purpose=save replicas=0",
                        "snapshot-ended purpose=save result=succeeded");
        tells(
                server,
                "saves-M",
                EMPTY_START,
                save,
                "snapshot-began purpose=aof-rewrite replicas=0",
                "snapshot-ended purpose=aof-rewrite result=succeeded",
                "snapshot-began purpose=save replicas=0",
                "snapshot-ended purpose=save result=failed");
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void configRewriteIsToldWhenTheFileWasWritten(ServerDialect server) {
        String rewritten = "configuration-rewritten file=" + RecordedLog.CONFIG_FILE;
        tells(server, "rewrite-M", EMPTY_START, rewritten);
        // 2.8 writes into the file, so that a single mounted file is no obstacle.
        tells(
                server,
                "rewrite_failed-M",
                EMPTY_START,
                isOld(server) ? List.of(rewritten) : List.of());
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aSlowFsyncIsTold(ServerDialect server) {
        assertThat(RecordedLog.of(server, "slow_fsync-M").events())
                .startsWith(EMPTY_START, "fsync-delayed");
    }

    /// No line says that a write was refused.
    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void aFullDiskIsNoEvent(ServerDialect server) {
        tells(server, "aof_full_disk-M", EMPTY_START);
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void promotionAndDemotion(ServerDialect server) {
        tells(
                server,
                "promotion-M",
                both(),
                // Told before the line that says why; the master cannot be asked either.
                closed("connection-lost"));
        tells(
                server,
                "promotion-R",
                EMPTY_START,
                // 2.8 keeps no place to continue from when it becomes a replica.
                fullFor("M", isOld(server) ? "requested-by-replica" : "beyond-secondary-history"),
                BEGAN,
                STORED,
                endedFor("M"));
    }

    @Test
    void aSentinelTellsNothingOfItsOwn() {
        ServerDialect server = ServerDialect.REDIS_7_0;
        tells(server, "sentinel-S");
    }
}
