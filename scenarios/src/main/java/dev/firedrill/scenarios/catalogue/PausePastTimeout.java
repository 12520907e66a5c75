package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.PausedNodes;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.PartialResyncsOfEach;
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

/// Processes stand still for longer than `repl-timeout`, as under SIGSTOP, a snapshot of their
/// virtual machine or a swap storm, and go on as if nothing had happened. Each replica then needs
/// exactly one partial resync, whether it or its master was paused, as long as the backlog holds
/// what was written meanwhile; with a smaller one each needs the whole dataset.
///
/// Source: Redis documentation, "Redis replication"; redis.conf on `repl-timeout`.
public final class PausePastTimeout implements Scenario {
    private static final Variant SMALL_BACKLOG =
            Variant.breaks(
                    "replicas-paused-small-backlog",
                    "replicas stand still, and the backlog is smaller than what is written"
                            + " meanwhile",
                    violates(FullResyncsAtMost.class, PartialResyncsOfEach.class));
    private static final Variant REPLICAS_PAUSED =
            Variant.holds(
                    "replicas-paused",
                    "replicas stand still, and the backlog holds what they miss");
    private static final Variant MASTER_PAUSED =
            Variant.holds("master-paused", "the master stands still, and its replicas give it up");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Count TIMEOUT =
            Loads.count("timeout", "repl-timeout in seconds", 10, 5, 120);
    static final Parameter.Span PAUSE =
            new Parameter.Span(
                    "pause",
                    "how long the processes stand still",
                    PerLab.same(Duration.ofSeconds(20)),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 400, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 5_000, 100, 1_000_000);

    private static final int VALUE_BYTES = 100;

    /// One value in the replication stream, with command and key: at least, and at most.
    private static final int STREAM_BYTES_MIN = VALUE_BYTES + 30;

    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    /// Time-outs are looked at once a second, and an acknowledgement may just have passed.
    private static final Duration TIMEOUT_SLACK = Duration.ofSeconds(4);

    private static final long BACKLOG_BYTES_MIN = 1L << 20;
    private static final long SMALL_BACKLOG_BYTES_MAX = 1L << 20;

    /// A backlog is kept in blocks, so that a smaller one holds more than it says.
    private static final long MISSED_BYTES_MIN = 50_000;

    private static final Duration STEADY = Duration.ofSeconds(4);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "pause-past-timeout";
    }

    @Override
    public String title() {
        return "Processes stand still for longer than repl-timeout, and go on";
    }

    @Override
    public String story() {
        return "A process is stopped, with its machine or by itself, for longer than repl-timeout."
                + " No connection is seen to end, but the other side gives it up. When it goes on,"
                + " every replica asks for what it missed: one partial resync each, if the backlog"
                + " still holds that, and the whole dataset otherwise. Sources: Redis documentation"
                + " on replication (redis.io/docs/management/replication); redis.conf on"
                + " repl-timeout and repl-backlog-size.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, TIMEOUT, PAUSE, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = timeout(setting).plus(TIMEOUT_SLACK);
        if (pause(setting).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "nobody is given up: with a repl-timeout of %d s the pause must last"
                                    + " %d s.",
                            timeout(setting).toSeconds(),
                            needed.toSeconds()));
        }
        if (missedBytes(setting) < MISSED_BYTES_MIN) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the pause outgrows no backlog: replicas miss %d bytes for certain,"
                                    + " and it takes %d.",
                            missedBytes(setting),
                            MISSED_BYTES_MIN));
        }
        return Loads.tooMuchData(setting.get(REPLICAS), (long) setting.get(KEYS) * STREAM_BYTES)
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES), STEADY.plus(pause(setting)).plus(AFTER)));
    }

    private static Duration timeout(Setting setting) {
        return setting.replicationTimeout(Duration.ofSeconds(setting.get(TIMEOUT)));
    }

    /// Where the user's own repl-timeout is longer, so is the pause: else no connection ends.
    private static Duration pause(Setting setting) {
        Duration asked = setting.get(PAUSE);
        Duration needed = timeout(setting).plus(TIMEOUT_SLACK);
        return setting.ownConfiguration().isPresent() && asked.compareTo(needed) < 0
                ? needed
                : asked;
    }

    /// What is written after the master has given the replicas up. What it sent them before may
    /// wait for them in buffers, and is not missed.
    private static long missedBytes(Setting setting) {
        Duration timeout = Duration.ofSeconds(setting.get(TIMEOUT)).plusSeconds(2);
        long millis = pause(setting).minus(timeout).toMillis();
        return millis * setting.get(WRITES) * STREAM_BYTES_MIN / 1000;
    }

    private static long backlogBytes(Variant variant, Setting setting) {
        if (variant.equals(SMALL_BACKLOG)) {
            return Math.min(SMALL_BACKLOG_BYTES_MAX, missedBytes(setting) / 3);
        }
        long seconds = pause(setting).plus(timeout(setting)).toSeconds();
        return Math.max(BACKLOG_BYTES_MIN, 2 * seconds * setting.get(WRITES) * STREAM_BYTES);
    }

    @Override
    public List<Variant> variants() {
        return List.of(SMALL_BACKLOG, REPLICAS_PAUSED, MASTER_PAUSED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
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
                        client-output-buffer-limit replica 1gb 1gb 60
                        """,
                        setting.get(TIMEOUT),
                        backlogBytes(variant, setting));
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.PROCESS_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(SLACK);
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        Role paused = drill.variant().equals(MASTER_PAUSED) ? Role.MASTER : Role.REPLICAS;
        drill.during(new PausedNodes(paused), pause(setting));
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new FullResyncsAtMost(0),
                new PartialResyncsOfEach(1),
                new NoAcknowledgedWriteLost(),
                new Converged());
    }
}
