package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Inserts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// GitLab, 31 January 2017: a replica falls behind by more than the backlog holds and needs a new
/// copy. The operator wants to delete the replica's data first, and types the command at the
/// master. What is left is the newest backup that can be restored.
///
/// FLUSHALL makes it worse than a deleted file: the replica deletes its data as well, and where
/// there are save points the server at once puts an empty snapshot in the place of the last one. A
/// server without the command refuses it; one without save points keeps the snapshot that was taken
/// as a backup.
///
/// Source: https://about.gitlab.com/blog/postmortem-of-database-outage-of-january-31/
public final class LaggingReplicaWipedNode implements Scenario {
    private static final Variant WIPED =
            Variant.breaks(
                    "flushall-replaces-the-backup",
                    "save points: FLUSHALL puts an empty snapshot in the place of the backup",
                    violates(DataLossWindowAtMost.class));
    private static final Variant RESTORED =
            Variant.holds(
                    "restored-from-backup",
                    "no save points: the newest snapshot survives FLUSHALL and is restored");
    private static final Variant REFUSED =
            Variant.holds(
                    "flushall-refused", "rename-command FLUSHALL \"\": the master refuses it");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 1, 1, 8);
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the replicas are cut off",
                    PerLab.same(Duration.ofSeconds(15)),
                    Duration.ofSeconds(13),
                    Duration.ofMinutes(10));
    static final Parameter.Span BACKUP_INTERVAL =
            new Parameter.Span(
                    "backup-interval",
                    "time from one snapshot that is taken as a backup to the next",
                    PerLab.same(Duration.ofSeconds(10)),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(9));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 300, 20, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 12_000, 100, 200_000);

    private static final int VALUE_BYTES = 500;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /// Time-outs are looked at once a second, and a ping may just have passed.
    private static final Duration TIMEOUT_SLACK = Duration.ofSeconds(3);

    private static final long DEFAULT_BACKLOG_BYTES = 1 << 20;

    /// A backlog is kept in blocks, so that a smaller one holds more than it says.
    private static final long MISSED_BYTES_MIN = 100_000;

    private static final Duration STEADY = Duration.ofSeconds(5);

    /// The last backup has this long to end before the replicas are back.
    private static final Duration BACKUP_ENDS = Duration.ofSeconds(3);

    /// Until the operator has looked at the replicas, and types.
    private static final Duration LOOK = Duration.ofSeconds(2);

    /// Until the operator has noticed at which server that was.
    private static final Duration NOTICED = Duration.ofSeconds(3);

    /// For proofs, snapshots and the end of a process, all of which take time.
    private static final Duration SLACK = Duration.ofSeconds(4);

    private static final Duration AFTER = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "lagging-replica-wiped-node";
    }

    @Override
    public String title() {
        return "GitLab, 31 January 2017: a lagging replica is to be wiped, and the master is";
    }

    @Override
    public String story() {
        return "A replica had fallen so far behind that the master no longer held what it lacked."
                + " The operator wanted to delete its data before a new copy, and typed the"
                + " command at the master. Of the backups one was usable, six hours old. Source: GitLab's"
                + " postmortem"
                + " (about.gitlab.com/blog/postmortem-of-database-outage-of-january-31).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, OUTAGE, BACKUP_INTERVAL, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        if (missedBytes(setting) < MISSED_BYTES_MIN) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the outage outgrows no backlog: replicas miss %d bytes, and it takes"
                                    + " %d.",
                            missedBytes(setting),
                            MISSED_BYTES_MIN));
        }
        Duration oldest = STEADY.plus(outage(setting)).plus(LOOK).plus(NOTICED);
        if (oldest.compareTo(windowMax(setting).plusSeconds(1)) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "a backup every %d ms cannot be told from none: what was stored first"
                                    + " is %d ms old when it is lost, and it takes %d ms.",
                            setting.get(BACKUP_INTERVAL).toMillis(),
                            oldest.toMillis(),
                            windowMax(setting).plusSeconds(1).toMillis()));
        }
        long dataset = (long) setting.get(KEYS) * STREAM_BYTES;
        Duration load = STEADY.plus(outage(setting)).plus(LOOK).plus(NOTICED).plus(AFTER);
        return Loads.tooMuchData(setting.get(REPLICAS), dataset)
                .or(() -> Loads.tooManyWrites(setting.get(WRITES), load));
    }

    /// A shorter one would end no connection where the user's own repl-timeout counts.
    private static Duration outage(Setting setting) {
        Duration needed = setting.replicationTimeout(TIMEOUT).plus(TIMEOUT_SLACK);
        Duration asked = setting.get(OUTAGE);
        return asked.compareTo(needed) < 0 ? needed : asked;
    }

    private static long missedBytes(Setting setting) {
        return outage(setting).toMillis() * setting.get(WRITES) / 1000 * STREAM_BYTES;
    }

    private static long backlogBytes(Setting setting) {
        return Math.min(DEFAULT_BACKLOG_BYTES, missedBytes(setting) / 3);
    }

    /// The age of the newest backup when the master is stopped to restore it.
    private static Duration windowMax(Setting setting) {
        return setting.get(BACKUP_INTERVAL).plus(BACKUP_ENDS).plus(LOOK).plus(NOTICED).plus(SLACK);
    }

    @Override
    public List<Variant> variants() {
        return List.of(WIPED, RESTORED, REFUSED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        appendonly no
                        min-replicas-to-write 0
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        repl-backlog-size %d
                        """,
                        TIMEOUT.toSeconds(),
                        backlogBytes(setting));
        conf += variant.equals(WIPED) ? "save 3600 1000000000\n" : "save \"\"\n";
        if (variant.equals(REFUSED)) conf += "rename-command FLUSHALL \"\"\n";
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        drill.load().start(new Inserts(setting.get(WRITES), VALUE_BYTES));
        drill.steady(STEADY);
        NodeId master = drill.master();
        try (var _ = drill.begin(new ReplicasLoseMaster())) {
            takeBackupsFor(drill, master, outage(setting));
        }
        drill.runFor(LOOK);
        // Meant for the replica.
        boolean wiped = drill.operator().attempt(master, "FLUSHALL");
        drill.runFor(NOTICED);
        if (wiped) drill.operator().restart(master);
        drill.runFor(AFTER);
    }

    /// As a job of cron takes them, whatever else goes on.
    private static void takeBackupsFor(Drill drill, NodeId master, Duration duration) {
        Duration interval = drill.setting().get(BACKUP_INTERVAL);
        Duration left = duration;
        drill.operator().command(master, "BGSAVE");
        while (left.compareTo(interval.plus(BACKUP_ENDS)) > 0) {
            drill.runFor(interval);
            left = left.minus(interval);
            drill.operator().command(master, "BGSAVE");
        }
        drill.runFor(left);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new DataLossWindowAtMost(windowMax(setting)), new Converged());
    }
}
