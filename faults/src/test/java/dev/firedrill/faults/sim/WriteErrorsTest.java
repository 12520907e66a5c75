package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A disk that refuses: what clients are told, what is kept, and how a server comes out of it.
class WriteErrorsTest {
    private static final NodeId M = new NodeId("M");
    private static final String AOF_ERROR = "MISCONF Errors writing to the AOF file: ";
    private static final String RDB_ERROR =
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist"
                    + " to disk. Commands that may modify the data set are disabled, because this"
                    + " instance is configured to report errors during writes if RDB snapshotting"
                    + " fails (stop-writes-on-bgsave-error option). Please check the Redis logs for"
                    + " details about the RDB error.";

    private final List<String> log = new ArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    log.add(text);
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    log.add("started");
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    log.add("exited " + exitCode + " " + cause);
                }
            };

    private Cluster start(String conf) throws Exception {
        var node = new NodeSpec(M, conf, List.of(), OptionalLong.empty(), false);
        return new SimLab()
                .start(
                        new ClusterSpec("test", 1, Target.FIREDRILL, List.of(node), List.of()),
                        listener);
    }

    private static String ask(Cluster cluster, String... command) {
        return cluster.admin(M, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private static String info(Cluster cluster, String field) {
        return ask(cluster, "INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static void rpush(Cluster cluster, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(ask(cluster, "RPUSH", "log", "line" + i)).isEqualTo("" + (i + 1));
        }
    }

    private static void awaitWritable(Cluster cluster) {
        assertThat(
                        cluster.await(
                                Duration.ofSeconds(30),
                                () -> info(cluster, "aof_last_write_status").equals("ok")))
                .as("writes are taken again without a restart")
                .isTrue();
    }

    private void restartAfterPowerLoss(Cluster cluster) {
        cluster.runFor(Duration.ofSeconds(3));
        cluster.inject(new ProcessInjection.PowerLoss(M));
        cluster.operate(new OperatorAction.RestartNode(M));
        cluster.runFor(Duration.ofSeconds(2));
    }

    /// Under everysec the write that meets the full disk was acknowledged already: it is kept and
    /// written when there is room again, behind a file from which the half of it that got through
    /// has been cut.
    @Test
    void aFullDiskHoldsWritesUntilThereIsRoomAgain() throws Exception {
        try (Cluster cluster = start("save \"\"\nappendonly yes\nappendfsync everysec\n")) {
            rpush(cluster, 0, 10);
            cluster.runFor(Duration.ofSeconds(2));
            Handle full = cluster.inject(new DiskInjection.FillDisk(M));
            rpush(cluster, 10, 11);
            cluster.runFor(Duration.ofMillis(500));

            String refused = AOF_ERROR + "No space left on device";
            assertThat(ask(cluster, "RPUSH", "log", "refused")).isEqualTo(refused);
            assertThat(ask(cluster, "PING")).isEqualTo(refused);
            assertThat(ask(cluster, "LLEN", "log")).isEqualTo("11");
            assertThat(info(cluster, "aof_last_write_status")).isEqualTo("err");
            assertThat(log)
                    .anyMatch(line -> line.startsWith("Short write while writing to the AOF"));

            full.heal();
            awaitWritable(cluster);
            assertThat(log).contains("AOF write error looks solved, Redis can write again.");
            rpush(cluster, 11, 20);
            restartAfterPowerLoss(cluster);
            assertThat(ask(cluster, "LLEN", "log")).isEqualTo("20");
        }
    }

    @Test
    void aWriteErrorUnderAlwaysEndsTheProcessAndLeavesWhatWasAcknowledged() throws Exception {
        for (Injection fault :
                List.of(
                        new DiskInjection.FillDisk(M),
                        new DiskInjection.FailWrite(M),
                        new DiskInjection.ReadOnlyDisk(M))) {
            log.clear();
            try (Cluster cluster = start("save \"\"\nappendonly yes\nappendfsync always\n")) {
                rpush(cluster, 0, 10);
                Handle begun = cluster.inject(fault);
                assertThat(ask(cluster, "RPUSH", "log", "lost")).isEqualTo("(no answer)");
                assertThat(log)
                        .contains(
                                "Can't recover from AOF write error when the AOF fsync policy is"
                                        + " 'always'. Exiting...")
                        .contains("exited 1 OWN_DECISION");
                begun.heal();
                cluster.operate(new OperatorAction.RestartNode(M));
                cluster.runFor(Duration.ofSeconds(2));
                assertThat(ask(cluster, "LRANGE", "log", "9", "-1")).isEqualTo("[line9]");
                rpush(cluster, 10, 12);
                restartAfterPowerLoss(cluster);
                assertThat(ask(cluster, "LLEN", "log")).isEqualTo("12");
            }
        }
    }

    @Test
    void aFailedFsyncUnderAlwaysEndsTheProcessAndNothingBehindAHoleIsEverAcknowledged()
            throws Exception {
        try (Cluster cluster = start("save \"\"\nappendonly yes\nappendfsync always\n")) {
            rpush(cluster, 0, 10);
            Handle failing = cluster.inject(new DiskInjection.FailFsync(M));
            assertThat(ask(cluster, "RPUSH", "log", "lost")).isEqualTo("(no answer)");
            assertThat(log)
                    .contains(
                            "Can't persist AOF for fsync error when the AOF fsync policy is"
                                    + " 'always': Input/output error. Exiting...");
            failing.heal();
            cluster.operate(new OperatorAction.RestartNode(M));
            cluster.runFor(Duration.ofSeconds(2));
            rpush(cluster, 10, 20);
            restartAfterPowerLoss(cluster);
            assertThat(ask(cluster, "LLEN", "log")).isEqualTo("20");
        }
    }

    /// The kernel reports a failed fsync once and forgets the pages: what a later fsync says proves
    /// nothing. So the log is written anew, and no write is taken until that has succeeded.
    @Test
    void afterAFailedFsyncTheLogIsRewrittenBeforeWritesAreTakenAgain() throws Exception {
        try (Cluster cluster = start("save \"\"\nappendonly yes\nappendfsync everysec\n")) {
            rpush(cluster, 0, 10);
            Handle failing = cluster.inject(new DiskInjection.FailFsync(M));
            cluster.runFor(Duration.ofSeconds(3));
            assertThat(ask(cluster, "RPUSH", "log", "refused"))
                    .isEqualTo(AOF_ERROR + "Input/output error");
            long age = Long.parseLong(info(cluster, "aof_oldest_unsynced_age_ms"));
            assertThat(age).as("nothing is assumed clean").isGreaterThan(2000);

            failing.heal();
            awaitWritable(cluster);
            assertThat(info(cluster, "aof_rewrites")).isNotEqualTo("0");
            rpush(cluster, 10, 20);
            restartAfterPowerLoss(cluster);
            assertThat(ask(cluster, "LLEN", "log")).isEqualTo("20");
        }
    }

    @Test
    void aFailedSnapshotStopsWritesUntilOneSucceeds() throws Exception {
        try (Cluster cluster = start("save 3600 1000\n")) {
            ask(cluster, "SET", "a", "1");
            Handle full = cluster.inject(new DiskInjection.FillDisk(M));
            assertThat(ask(cluster, "BGSAVE")).isEqualTo("Background saving started");
            cluster.runFor(Duration.ofSeconds(1));
            assertThat(ask(cluster, "SET", "a", "2")).isEqualTo(RDB_ERROR);
            assertThat(ask(cluster, "PING")).isEqualTo(RDB_ERROR);
            assertThat(ask(cluster, "GET", "a")).isEqualTo("1");
            assertThat(info(cluster, "rdb_last_bgsave_status")).isEqualTo("err");
            assertThat(cluster.fileBytes(M, "dump.rdb")).isEmpty();

            assertThat(ask(cluster, "CONFIG", "SET", "stop-writes-on-bgsave-error", "no"))
                    .isEqualTo("OK");
            assertThat(ask(cluster, "SET", "a", "3")).isEqualTo("OK");
            ask(cluster, "CONFIG", "SET", "stop-writes-on-bgsave-error", "yes");

            full.heal();
            ask(cluster, "BGSAVE");
            cluster.runFor(Duration.ofSeconds(1));
            assertThat(ask(cluster, "SET", "a", "4")).isEqualTo("OK");
            assertThat(info(cluster, "rdb_last_bgsave_status")).isEqualTo("ok");
        }
    }

    /// SHUTDOWN must not drop what was acknowledged and is not in the log yet; FORCE may.
    @Test
    void aServerWhoseLogIsBehindDoesNotShutDown() throws Exception {
        try (Cluster cluster = start("save \"\"\nappendonly yes\nappendfsync everysec\n")) {
            rpush(cluster, 0, 10);
            Handle failing = cluster.inject(new DiskInjection.FailWrite(M));
            rpush(cluster, 10, 11);
            cluster.runFor(Duration.ofMillis(500));
            assertThat(ask(cluster, "SHUTDOWN"))
                    .isEqualTo("ERR Errors trying to SHUTDOWN. Check logs.");
            failing.heal();
            awaitWritable(cluster);
            ask(cluster, "SHUTDOWN");
            assertThat(cluster.running(M)).isFalse();
            cluster.operate(new OperatorAction.RestartNode(M));
            cluster.runFor(Duration.ofSeconds(2));
            assertThat(ask(cluster, "LLEN", "log")).isEqualTo("11");
        }
    }

    /// From the third failure on a rewrite that was scheduled waits a minute, then two.
    @Test
    void rewritesThatFailAgainAndAgainAreHeldBack() throws Exception {
        String conf =
                "save \"\"\nappendonly yes\nappendfsync no\nauto-aof-rewrite-min-size 100\n"
                        + "auto-aof-rewrite-percentage 1\n";
        try (Cluster cluster = start(conf)) {
            rpush(cluster, 0, 1);
            cluster.inject(new DiskInjection.FailFsync(M));
            ask(cluster, "SET", "big", "x".repeat(1000));
            cluster.runFor(Duration.ofSeconds(20));
            assertThat(info(cluster, "aof_rewrites_consecutive_failures")).isEqualTo("3");
            assertThat(info(cluster, "aof_last_bgrewrite_status")).isEqualTo("err");
            assertThat(log)
                    .contains(
                            "Background AOF rewrite has repeatedly failed and triggered the limit,"
                                    + " will retry in 1 minutes");
            cluster.runFor(Duration.ofSeconds(65));
            assertThat(info(cluster, "aof_rewrites_consecutive_failures")).isEqualTo("4");
        }
    }
}
