package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.FullDisk;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.check.WriteOutageAtMost;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// There is no space left below the master's data folder, for a while. What that costs depends on
/// how the master persists:
///
/// - under `appendfsync always` it ends its process, again and again as a supervisor restarts it;
/// - after a failed snapshot it refuses writes, and goes on refusing them when there is space
///   again, until a snapshot succeeds: the next save point may be an hour away;
/// - with `stop-writes-on-bgsave-error no` it goes on in memory;
/// - under `appendfsync everysec` it refuses writes while there is no space, and takes them again a
///   second after there is.
///
/// Sources: Redis documentation, "Redis persistence"; the server's own MISCONF error.
public final class DiskFull implements Scenario {
    private static final Variant ALWAYS =
            Variant.breaks(
                    "append-always",
                    "appendfsync always: the process ends at the first write that does not fit",
                    violates(ProcessSurvived.class));
    private static final Variant NEXT_SAVE_POINT =
            Variant.breaks(
                    "refused-until-next-snapshot",
                    "stop-writes-on-bgsave-error yes: writes are refused long after there is space",
                    violates(WriteOutageAtMost.class));
    private static final Variant TOLERATED =
            Variant.holds(
                    "snapshot-errors-tolerated",
                    "stop-writes-on-bgsave-error no: the master goes on in memory");
    private static final Variant EVERYSEC =
            Variant.holds(
                    "append-everysec",
                    "appendfsync everysec: writes are refused until there is space again");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 1, 1, 8);
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the disk is full",
                    PerLab.same(Duration.ofSeconds(10)),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(10));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 300, 20, 20_000);

    private static final int KEYS = 5_000;
    private static final int VALUE_BYTES = 500;
    private static final Duration STEADY = Duration.ofSeconds(5);

    /// Until the nightly snapshot begins, on a disk that is full by then.
    private static final Duration SNAPSHOT_AFTER = Duration.ofSeconds(1);

    /// How long after there is space again the first write may be refused.
    private static final Duration RECOVERED = Duration.ofSeconds(8);

    /// For what the lab measures when the fault begins and ends.
    private static final Duration SLACK = Duration.ofSeconds(4);

    private static final Duration AFTER = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String title() {
        return "No space left below the master's data folder";
    }

    @Override
    public String story() {
        return "A disk fills up, for example with logs of something else. Depending on how the"
                + " master persists it ends, refuses writes, or goes on in memory; and some of that"
                + " lasts longer than the full disk. Sources: Redis documentation on persistence;"
                + " MISCONF Redis is configured to save RDB snapshots, but it's currently unable to"
                + " persist to disk.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, OUTAGE, WRITES);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return Loads.tooManyWrites(
                setting.get(WRITES), STEADY.plus(setting.get(OUTAGE)).plus(SLACK).plus(AFTER));
    }

    @Override
    public List<Variant> variants() {
        return List.of(ALWAYS, NEXT_SAVE_POINT, TOLERATED, EVERYSEC);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        boolean appends = variant.equals(ALWAYS) || variant.equals(EVERYSEC);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        appendonly %s
                        appendfsync %s
                        save %s
                        stop-writes-on-bgsave-error %s
                        min-replicas-to-write 0
                        repl-diskless-sync yes
                        repl-diskless-sync-delay 0
                        """,
                        appends ? "yes" : "no",
                        variant.equals(ALWAYS) ? "always" : "everysec",
                        appends ? "\"\"" : "3600 1",
                        variant.equals(NEXT_SAVE_POINT) ? "yes" : "no");
        Topology cluster = Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
        return variant.equals(ALWAYS) ? cluster.supervised(Topology.MASTER) : cluster;
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.DISK_ERRORS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(KEYS, VALUE_BYTES);
        drill.awaitCaughtUp(Duration.ofMinutes(1));
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        try (var _ = drill.begin(new FullDisk(Role.MASTER))) {
            drill.runFor(SNAPSHOT_AFTER);
            // As a job of cron does, whatever state the server is in.
            drill.operator().attempt(drill.master(), "BGSAVE");
            drill.runFor(setting.get(OUTAGE).minus(SNAPSHOT_AFTER));
        }
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new ProcessSurvived(Topology.MASTER.name()),
                new WriteOutageAtMost(setting.get(OUTAGE).plus(RECOVERED).plus(SLACK)),
                new NoAcknowledgedWriteLost(),
                new Converged());
    }
}
