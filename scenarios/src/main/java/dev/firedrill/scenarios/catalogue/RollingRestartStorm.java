package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.EndedReplica;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SupervisedNodes;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.PartialResyncsOfEach;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every replica is restarted, one after the other, as for an upgrade. With an append-only file
/// each of them needs the whole dataset: Redis keeps no replication offset there, and a server with
/// appendonly reads nothing else. This project's engine notes it when it is shut down, so that only
/// a replica that is killed has lost it. With snapshots a replica saves at its shutdown, finds its
/// place again and needs only what it missed.
///
/// Sources: valkey issue 2677; redis issues 8015 and 10686.
public final class RollingRestartStorm implements Scenario {
    private static final Variant KILLED =
            Variant.breaks(
                    "killed-with-append-only-file",
                    "replicas that are killed come up from the append-only file without their"
                            + " offset",
                    violates(FullResyncsAtMost.class, PartialResyncsOfEach.class));
    private static final Variant APPEND_ONLY_FILE =
            Variant.breaks(
                    "offset-not-in-append-only-file",
                    "Redis: replicas with appendonly yes lose their offset in good order, too",
                    violates(FullResyncsAtMost.class, PartialResyncsOfEach.class));
    private static final Variant OFFSET_IN_FILE =
            Variant.holds(
                    "offset-in-append-only-file",
                    "a server that notes the offset in the append-only file when it is shut down");
    private static final Variant SNAPSHOT =
            Variant.holds(
                    "snapshot-at-shutdown",
                    "replicas with save points save data and offset when they are shut down");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas that are restarted", 3, 1, 16);
    static final Parameter.Span DOWN =
            new Parameter.Span(
                    "down",
                    "how long after its end a replica is started again",
                    PerLab.same(Duration.ofSeconds(2)),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 200, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 5_000, 100, 1_000_000);

    private static final int VALUE_BYTES = 100;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    private static final long BACKLOG_BYTES_MIN = 1L << 20;

    private static final Duration STEADY = Duration.ofSeconds(4);

    /// A replica's shutdown, start and resync beside the time that it is down.
    private static final Duration RESTART = Duration.ofSeconds(20);

    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "rolling-restart-storm";
    }

    @Override
    public String title() {
        return "A rolling restart of all replicas, each of which may need everything";
    }

    @Override
    public String story() {
        return "An upgrade restarts every replica, one after the other and in good order. Each has"
                + " an append-only file and comes up with all of its data, but without its place in"
                + " the replication history, so that the master sends the whole dataset as many"
                + " times as there are replicas. Sources: valkey issue 2677; redis issues 8015 and"
                + " 10686.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, DOWN, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return Loads.tooMuchData(setting.get(REPLICAS), (long) setting.get(KEYS) * STREAM_BYTES)
                .or(() -> Loads.tooLong(setting, restarts(setting)))
                .or(() -> Loads.tooManyWrites(setting.get(WRITES), STEADY.plus(restarts(setting))));
    }

    private static Duration restarts(Setting setting) {
        Duration one = setting.get(DOWN).plus(RESTART).plus(BETWEEN);
        return one.multipliedBy(setting.get(REPLICAS));
    }

    /// Twice what a replica can miss: the backlog is not what this drill is about.
    private static long backlogBytes(Setting setting) {
        long seconds = setting.get(DOWN).plus(RESTART).toSeconds();
        return Math.max(BACKLOG_BYTES_MIN, 2 * seconds * setting.get(WRITES) * STREAM_BYTES);
    }

    @Override
    public List<Variant> variants() {
        return List.of(KILLED, APPEND_ONLY_FILE, OFFSET_IN_FILE, SNAPSHOT);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String common =
                String.format(
                        Locale.ROOT,
                        """
                        min-replicas-to-write 0
                        repl-timeout 10
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        repl-backlog-size %d
                        """,
                        backlogBytes(setting));
        String replica =
                variant.equals(SNAPSHOT)
                        ? "save 3600 1\nappendonly no\n"
                        : "save \"\"\nappendonly yes\nappendfsync everysec\n";
        return Topology.master("save 3600 1\n" + common)
                .withReplicas(setting.get(REPLICAS), replica + common);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        var needs = new ArrayList<Capability>(List.of(Capability.PROCESS_FAULTS));
        if (variant.equals(APPEND_ONLY_FILE)) needs.add(Capability.NO_HISTORY_IN_APPEND_ONLY_FILE);
        if (variant.equals(OFFSET_IN_FILE)) needs.add(Capability.HISTORY_IN_APPEND_ONLY_FILE);
        if (variant.equals(SNAPSHOT)) needs.add(Capability.HISTORY_IN_SNAPSHOT);
        return needs;
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(SLACK);
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        var how =
                drill.variant().equals(KILLED)
                        ? EndedReplica.How.KILLED
                        : EndedReplica.How.TERMINATED;
        try (var _ = drill.begin(new SupervisedNodes(Role.REPLICAS, setting.get(DOWN)))) {
            for (int number = 1; number <= setting.get(REPLICAS); number++) {
                try (var _ = drill.begin(new EndedReplica(number, how))) {
                    drill.awaitCaughtUp(SLACK.plus(setting.get(DOWN)));
                    drill.runFor(BETWEEN);
                }
            }
        }
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new FullResyncsAtMost(0), new PartialResyncsOfEach(1), new Converged());
    }
}
