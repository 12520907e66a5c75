package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.ReplicasLoseMaster;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.ConfigurationKept;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.scenarios.config.OwnConfiguration;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Billing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Twilio, 18 July 2013: the network blinks, every replica asks for a full resync at once, the
/// master stalls; it is restarted with a configuration that nobody had written back, comes up empty
/// and as a replica of itself, and the billing job charges cards again and again because the
/// balance it tries to store is refused.
public final class Twilio2013 implements Scenario {
    private static final Variant AS_IT_HAPPENED =
            Variant.breaks(
                    "as-it-happened",
                    "Redis 2.6 without partial resync, options set at run time and never written"
                            + " back, a redis.conf that nobody had tried",
                    violates(
                            ChargedAtMostOnce.class,
                            FullResyncsAtMost.class,
                            RestartKeptDataset.class,
                            ConfigurationKept.class));
    private static final Variant DEFAULT_BACKLOG =
            Variant.breaks(
                    "psync-with-default-backlog",
                    "partial resync and CONFIG REWRITE, but the backlog of 1 MB (less under a"
                            + " light load) that the outage outgrows",
                    violates(FullResyncsAtMost.class));
    private static final Variant SAFE =
            Variant.holds(
                    "with-psync-and-rewrite",
                    "a backlog sized for the outage, CONFIG REWRITE after each CONFIG SET, guards"
                            + " on where the server has them");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 4, 1, 16);
    static final Parameter.Span LATENCY =
            new Parameter.Span(
                    "latency",
                    "round trip between master and replicas",
                    PerLab.same(Duration.ofMillis(80)),
                    Duration.ZERO,
                    Duration.ofSeconds(2));
    static final Parameter.Rate BANDWIDTH =
            Loads.bandwidth(
                    "of the line that all replicas share",
                    Bandwidth.megabits(20),
                    Bandwidth.megabits(1),
                    Bandwidth.megabits(10_000));

    /// Longer than the replication time-out in any case: a shorter one ends no connection.
    static final Parameter.Span OUTAGE =
            new Parameter.Span(
                    "outage",
                    "how long the network is gone",
                    PerLab.same(Duration.ofSeconds(20)),
                    Duration.ofSeconds(13),
                    Duration.ofMinutes(10));

    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "balances stored per second", 2_000, 10, 20_000);
    static final Parameter.Count KEYS =
            new Parameter.Count(
                    "keys", "keys beside the balances", new PerLab<>(20_000, 10_000), 0, 2_000_000);

    /// What one stored balance adds to the replication stream: at least, usually, and at most.
    private static final int STREAM_BYTES_MIN = 46;

    private static final int STREAM_BYTES = 56;
    private static final int STREAM_BYTES_MAX = 96;

    private static final int VALUE_BYTES = 200;

    /// One key beside the balances in memory, in a snapshot or in the stream.
    private static final int KEY_BYTES = VALUE_BYTES + 60;

    private static final int BALANCE_BYTES = 60;

    /// Time-outs are looked at once a second, and a ping may just have passed.
    private static final Duration TIMEOUT_SLACK = Duration.ofSeconds(2);

    private static final long DEFAULT_BACKLOG_BYTES = 1 << 20;

    /// A backlog is kept in blocks, so that a smaller one holds more than it says.
    private static final long MISSED_BYTES_MIN = 50_000;

    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(5);
    private static final Duration AFTER_RESTART = Duration.ofSeconds(8);
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "twilio-2013";
    }

    @Override
    public String title() {
        return "Twilio, 18 July 2013: a blink of the network, and cards charged again and again";
    }

    @Override
    public String story() {
        return "The network between the master and its replicas blinked. All replicas asked for a"
                + " full resync at once and the master stalled. It was restarted with a"
                + " configuration file that turned the append-only file on although there was"
                + " none, and that named the server itself as its master: it came up empty and"
                + " read-only. The billing job found balances of zero, charged cards, could not"
                + " store the new balances, and charged again. Sources: Twilio's post-mortem"
                + " (byu-se.github.io/idb/incidents/28.html) and antirez.com/news/60.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, LATENCY, BANDWIDTH, OUTAGE, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        Duration needed = timeout(setting).plus(TIMEOUT_SLACK).plus(setting.get(LATENCY));
        if (outage(setting).compareTo(needed) < 0) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the outage ends no connection: with a repl-timeout of %d s and a"
                                    + " round trip of %d ms it must last %d ms.",
                            timeout(setting).toSeconds(),
                            setting.get(LATENCY).toMillis(),
                            needed.toMillis()));
        }
        if (missedBytes(setting) < MISSED_BYTES_MIN) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the outage outgrows no backlog: replicas miss %d bytes, and it takes"
                                    + " %d.",
                            missedBytes(setting),
                            MISSED_BYTES_MIN));
        }
        return line(setting)
                .refusal(setting.get(WRITES), STREAM_BYTES)
                .or(() -> Loads.tooMuchData(setting.get(REPLICAS), datasetBytes(setting)))
                .or(() -> Loads.tooLong(setting, catchUp(setting)))
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES), Loads.seconds(loadSeconds(setting))));
    }

    private static Line line(Setting setting) {
        return new Line(
                setting.get(BANDWIDTH), setting.get(LATENCY).dividedBy(2), setting.get(REPLICAS));
    }

    private static Duration timeout(Setting setting) {
        return Duration.ofSeconds(line(setting).timeoutSeconds());
    }

    /// A shorter one would end no connection where the user's own repl-timeout counts, and a drill
    /// without a resync judges no backlog.
    private static Duration outage(Setting setting) {
        Duration timeout = setting.replicationTimeout(timeout(setting));
        Duration needed = timeout.plus(TIMEOUT_SLACK).plus(setting.get(LATENCY));
        Duration asked = setting.get(OUTAGE);
        return setting.ownConfiguration().isPresent() && asked.compareTo(needed) < 0
                ? needed
                : asked;
    }

    private static int accounts(Setting setting) {
        return Math.max(500, setting.get(WRITES) * 2);
    }

    private static long datasetBytes(Setting setting) {
        return (long) setting.get(KEYS) * KEY_BYTES + (long) accounts(setting) * BALANCE_BYTES;
    }

    /// What the replicas lack when the network is back, at least.
    private static long missedBytes(Setting setting) {
        return outage(setting).toMillis() * setting.get(WRITES) * STREAM_BYTES_MIN / 1000;
    }

    /// How long the replicas need after the outage, beside the load: for what they missed, or for
    /// everything.
    private static double resyncSeconds(Setting setting) {
        int writes = setting.get(WRITES);
        double missed = outage(setting).toMillis() / 1e3 * writes * STREAM_BYTES_MAX;
        return line(setting).secondsBeside(writes, STREAM_BYTES, datasetBytes(setting) + missed);
    }

    private static Duration catchUp(Setting setting) {
        return SLACK.plus(Loads.seconds(1.5 * resyncSeconds(setting)));
    }

    private static double loadSeconds(Setting setting) {
        return STEADY.plus(outage(setting)).plus(AFTER_OUTAGE).plus(AFTER_RESTART).toSeconds()
                + resyncSeconds(setting);
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        return catchUp(setting);
    }

    @Override
    public List<Variant> variants() {
        return List.of(AS_IT_HAPPENED, DEFAULT_BACKLOG, SAFE);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String common =
                String.format(
                        Locale.ROOT,
                        """
                        # billing store
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 1
                        save 900 1000000000
                        appendonly no
                        min-replicas-to-write 0
                        client-output-buffer-limit replica 1gb 1gb 60
                        """,
                        timeout(setting).toSeconds());
        if (variant.equals(AS_IT_HAPPENED)) {
            common += "compat 2.6\n";
        }
        if (variant.equals(DEFAULT_BACKLOG)) {
            boolean outgrown = 2 * missedBytes(setting) >= 3 * DEFAULT_BACKLOG_BYTES;
            common += backlogLine(outgrown ? DEFAULT_BACKLOG_BYTES : missedBytes(setting) / 3);
        }
        if (variant.equals(SAFE)) {
            // On a server without these guards the configuration alone has to be right.
            common += "aof-refuse-start-empty yes\nreplicaof-refuse-self yes\n";
        }
        return Topology.master(common)
                .withReplicas(setting.get(REPLICAS), common)
                .wan(setting.get(LATENCY), setting.get(BANDWIDTH));
    }

    private static String backlogLine(long bytes) {
        return String.format(
                Locale.ROOT, "repl-backlog-size %d\n", Math.min(bytes, DEFAULT_BACKLOG_BYTES));
    }

    /// What the stream grows by until the last replica is back, twice.
    private static long backlogBytes(Setting setting) {
        long seconds = outage(setting).plus(timeout(setting)).toSeconds() + 5;
        long wanted = 2 * seconds * setting.get(WRITES) * STREAM_BYTES_MAX;
        return Math.max(DEFAULT_BACKLOG_BYTES, Long.highestOneBit(wanted - 1) * 2);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(catchUp(setting));
        configure(drill);
        drill.load().start(new Billing(accounts(setting), setting.get(WRITES)));
        drill.steady(STEADY);
        drill.during(new ReplicasLoseMaster(), outage(setting));
        drill.runFor(AFTER_OUTAGE);
        drill.awaitCaughtUp(catchUp(setting));
        if (drill.variant().equals(AS_IT_HAPPENED)) {
            drill.operator()
                    .appendToRedisConf(
                            drill.master(), "appendonly yes", "replicaof 127.0.0.1 6379");
        }
        drill.operator().restart(drill.master());
        drill.runFor(AFTER_RESTART);
    }

    /// Where the configuration under test disables CONFIG, no option can be set and then forgotten.
    private static boolean nobodyConfigures(Variant variant, Setting setting) {
        return variant.equals(SAFE)
                && setting.ownConfiguration().filter(OwnConfiguration::disablesConfig).isPresent();
    }

    /// What the operator set while the store was running.
    private static void configure(Drill drill) {
        var master = drill.master();
        var operator = drill.operator();
        if (drill.variant().equals(SAFE)) {
            String bytes = Long.toString(backlogBytes(drill.setting()));
            operator.tune(master, "repl-backlog-size", bytes);
            for (var replica : drill.replicas()) {
                if (operator.tune(replica, "repl-backlog-size", bytes)) {
                    operator.configRewrite(replica);
                }
            }
        }
        if (nobodyConfigures(drill.variant(), drill.setting())) {
            return;
        }
        operator.configSet(master, "maxclients", "9000");
        if (drill.variant().equals(AS_IT_HAPPENED)) {
            return;
        }
        operator.tune(master, "appendonly", "yes");
        drill.runFor(Duration.ofSeconds(2));
        // Whether it was written is what the restart shows.
        operator.attempt(master, "CONFIG", "REWRITE");
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        var judges =
                new ArrayList<Checker>(
                        List.of(
                                new NoAcknowledgedWriteLost(),
                                new ChargedAtMostOnce(),
                                new FullResyncsAtMost(0).exceptAfterRestarts(),
                                new RestartKeptDataset(),
                                new ConfigurationKept(),
                                new Converged()));
        if (nobodyConfigures(variant, setting)) {
            judges.removeIf(ConfigurationKept.class::isInstance);
        }
        return judges;
    }
}
