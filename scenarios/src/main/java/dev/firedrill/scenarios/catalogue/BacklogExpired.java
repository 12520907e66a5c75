package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
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

/// All replicas are away for longer than `repl-backlog-ttl`. The master frees its backlog, however
/// large it is, and begins a new replication history, so that every replica needs the whole dataset
/// when it comes back. The safe variant keeps the backlog for longer than the outage.
///
/// Sources: redis.conf on `repl-backlog-ttl`; Redis documentation, "Redis replication".
public final class BacklogExpired implements Scenario {
    private static final Variant SHORT_TTL =
            Variant.breaks(
                    "ttl-below-outage",
                    "a backlog that is large enough, and freed before the replicas come back",
                    violates(FullResyncsAtMost.class));
    private static final Variant LONG_TTL =
            Variant.holds(
                    "ttl-above-outage", "a backlog that is kept for twice as long as the outage");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the replicas are away",
                    PerLab.same(Duration.ofSeconds(25)),
                    Duration.ofSeconds(15),
                    Duration.ofHours(2));
    static final Parameter.Count TTL =
            Loads.count(
                    "backlog-ttl",
                    "repl-backlog-ttl of the variant that must be caught, in seconds",
                    5,
                    1,
                    3_600);
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 200, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 5_000, 100, 1_000_000);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /// Time-outs and the age of the backlog are looked at once a second, and an acknowledgement may
    /// just have passed.
    private static final Duration EXPIRY_SLACK = Duration.ofSeconds(4);

    private static final int VALUE_BYTES = 100;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    private static final long BACKLOG_BYTES_MIN = 1L << 20;

    private static final Duration STEADY = Duration.ofSeconds(4);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "backlog-expired";
    }

    @Override
    public String title() {
        return "An outage longer than repl-backlog-ttl, and every replica needs everything";
    }

    @Override
    public String story() {
        return "A long maintenance of the network keeps all replicas away. The backlog could hold"
                + " what they miss, but a master without replicas frees it after repl-backlog-ttl"
                + " seconds and begins a new replication history. When the network is back, every"
                + " replica is sent the whole dataset at once. Sources: redis.conf on"
                + " repl-backlog-ttl; Redis documentation on replication"
                + " (redis.io/docs/management/replication).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, OUTAGE, TTL, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = expiry(setting);
        if (outage(setting).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "no backlog expires: with a repl-timeout of %d s and a"
                                    + " repl-backlog-ttl of %d s the outage must last %d s.",
                            timeout(setting).toSeconds(),
                            setting.get(TTL),
                            needed.toSeconds()));
        }
        return Loads.tooMuchData(setting.get(REPLICAS), (long) setting.get(KEYS) * STREAM_BYTES)
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES), STEADY.plus(outage(setting)).plus(AFTER)));
    }

    private static Duration timeout(Setting setting) {
        return setting.replicationTimeout(TIMEOUT);
    }

    /// From the cut until the master has closed the last replica and freed its backlog.
    private static Duration expiry(Setting setting) {
        return timeout(setting).plusSeconds(setting.get(TTL)).plus(EXPIRY_SLACK);
    }

    /// Where the user's own repl-timeout is longer, so is the outage: else no connection ends, and
    /// a drill without a resync judges nothing.
    private static Duration outage(Setting setting) {
        Duration asked = setting.get(OUTAGE);
        Duration needed = expiry(setting);
        return setting.ownConfiguration().isPresent() && asked.compareTo(needed) < 0
                ? needed
                : asked;
    }

    /// Twice what the outage writes: the size is not what this drill is about.
    private static long backlogBytes(Setting setting) {
        long seconds = outage(setting).plus(TIMEOUT).toSeconds();
        return Math.max(BACKLOG_BYTES_MIN, 2 * seconds * setting.get(WRITES) * STREAM_BYTES);
    }

    @Override
    public List<Variant> variants() {
        return List.of(SHORT_TTL, LONG_TTL);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        long ttl =
                variant.equals(SHORT_TTL)
                        ? setting.get(TTL)
                        : 2 * outage(setting).plusSeconds(1).toSeconds();
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        min-replicas-to-write 0
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 1
                        repl-backlog-size %d
                        repl-backlog-ttl %d
                        """,
                        TIMEOUT.toSeconds(),
                        backlogBytes(setting),
                        ttl);
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
        drill.awaitCaughtUp(SLACK);
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        drill.during(new ReplicasLoseMaster(), outage(setting));
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new FullResyncsAtMost(0), new NoAcknowledgedWriteLost(), new Converged());
    }
}
