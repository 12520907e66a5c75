package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.RefusedReplicas;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.ReplicaLagAtMost;
import dev.firedrill.scenarios.option.Bandwidth;
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

/// A WAN line comes and goes, and stays up for less time than a snapshot takes. Replicas whose
/// backlog does not hold what one break costs ask for a snapshot each time, which the next break
/// cuts off: they never get well, and the line carries nothing but snapshots that nobody will load.
/// With a backlog for several breaks each return is a partial resync of a second.
///
/// Source: Discord's outages of a service that flaps under its own recovery, in the list of
/// post-mortems of Dan Luu (github.com/danluu/post-mortems); Redis documentation, partial
/// resynchronization.
public final class FlappingWan implements Scenario {
    private static final Variant BELOW_A_BREAK =
            Variant.breaks(
                    "backlog-below-a-break",
                    "a backlog that one break of the line outgrows: a snapshot each time",
                    violates(FullResyncsAtMost.class, ReplicaLagAtMost.class));
    private static final Variant FOR_SEVERAL_BREAKS =
            Variant.holds(
                    "backlog-for-several-breaks",
                    "backlog and output-buffer limit above what several breaks cost");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 16);
    static final Parameter.Span LATENCY =
            new Parameter.Span(
                    "latency",
                    "round trip between master and replicas",
                    PerLab.same(Duration.ofMillis(80)),
                    Duration.ZERO,
                    Duration.ofMillis(400));
    static final Parameter.Rate BANDWIDTH =
            Loads.bandwidth(
                    "of the line that all replicas share",
                    Bandwidth.megabits(20),
                    Bandwidth.megabits(1),
                    Bandwidth.megabits(10_000));
    static final Parameter.Span PERIOD =
            new Parameter.Span(
                    "period",
                    "from one break of the line to the next, a third of which it is gone",
                    PerLab.same(Duration.ofSeconds(6)),
                    Duration.ofSeconds(6),
                    Duration.ofMinutes(2));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 300, 10, 20_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 15_000, 100, 200_000);

    private static final int VALUE_BYTES = 900;

    /// One value in the replication stream, with command and key.
    private static final int STREAM_BYTES = VALUE_BYTES + 70;

    private static final int BREAKS = 6;

    /// What the snapshot has to take of the time that the line is up.
    private static final double TRANSFERS_PER_LIFE_MIN = 1.5;

    /// A replica tries to connect once a second; its handshake takes four round trips.
    private static final double RETRY_SECONDS = 1;

    private static final int HANDSHAKES = 4;

    /// A backlog is kept in blocks, so that a smaller one holds more than it says.
    private static final double MISSED_BYTES_MIN = 50_000;

    private static final long DEFAULT_BACKLOG_BYTES = 1 << 20;

    /// The safe backlog holds what is written during four periods.
    private static final double PERIODS_HELD = 4;

    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofMinutes(1);

    /// Offsets are read once a second, and each break and return is measured.
    private static final Duration LAG_SLACK = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "flapping-wan";
    }

    @Override
    public String title() {
        return "A WAN line that flaps faster than a resync: replicas that never get well";
    }

    @Override
    public String story() {
        return "The line to the replicas comes and goes. Each time it is back the replicas ask for"
                + " a snapshot, since the backlog does not hold what they missed, and the line is"
                + " gone again before one has arrived. Sources: github.com/danluu/post-mortems"
                + " (services that flap under their own recovery); Redis replication"
                + " documentation, partial resynchronization.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, LATENCY, BANDWIDTH, PERIOD, WRITES, KEYS);
    }

    private static Line line(Setting setting) {
        return new Line(
                setting.get(BANDWIDTH), setting.get(LATENCY).dividedBy(2), setting.get(REPLICAS));
    }

    private static Duration down(Setting setting) {
        return setting.get(PERIOD).dividedBy(3);
    }

    private static Duration up(Setting setting) {
        return setting.get(PERIOD).minus(down(setting));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private static double streamPerSecond(Setting setting) {
        return (double) setting.get(WRITES) * STREAM_BYTES;
    }

    private static double transferSeconds(Setting setting) {
        return line(setting).seconds((double) setting.get(KEYS) * VALUE_BYTES);
    }

    private static double reconnectSeconds(Setting setting) {
        return RETRY_SECONDS + HANDSHAKES * seconds(setting.get(LATENCY));
    }

    /// While the line is gone; a replica misses a little more until it is connected again.
    private static double missedBytes(Setting setting) {
        return seconds(down(setting)) * streamPerSecond(setting);
    }

    /// Until a replica that came back has what it missed, if it may go on where it was.
    private static double partialSeconds(Setting setting) {
        double missed = missedBytes(setting) + reconnectSeconds(setting) * streamPerSecond(setting);
        return reconnectSeconds(setting)
                + line(setting).secondsBeside(setting.get(WRITES), STREAM_BYTES, missed);
    }

    private static long safeBacklogBytes(Setting setting) {
        double wanted = PERIODS_HELD * seconds(setting.get(PERIOD)) * streamPerSecond(setting);
        return Math.max(DEFAULT_BACKLOG_BYTES, (long) wanted);
    }

    private static long datasetBytes(Setting setting) {
        return (long) setting.get(KEYS) * STREAM_BYTES;
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return line(setting)
                .refusal(setting.get(WRITES), STREAM_BYTES)
                .or(() -> flapsTooSlowlyOrTooFast(setting))
                .or(() ->
                        Loads.tooMuchData(
                                setting.get(REPLICAS),
                                datasetBytes(setting) + safeBacklogBytes(setting)))
                .or(() -> Loads.tooLong(setting, convergeAtMost(setting)))
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES),
                                STEADY.plus(setting.get(PERIOD).multipliedBy(BREAKS))));
    }

    private static Optional<String> flapsTooSlowlyOrTooFast(Setting setting) {
        double life = seconds(up(setting));
        if (transferSeconds(setting) < TRANSFERS_PER_LIFE_MIN * life) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "a snapshot gets through between two breaks: it takes %.1f s, and the"
                                    + " line is up for %.1f s.",
                            transferSeconds(setting),
                            life));
        }
        if (partialSeconds(setting) > life) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "no backlog would help: to connect and to send what a break costs takes"
                                    + " %.1f s, and the line is up for %.1f s.",
                            partialSeconds(setting),
                            life));
        }
        return missedBytes(setting) >= MISSED_BYTES_MIN
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "a break outgrows no backlog: replicas miss %.0f bytes, and it"
                                        + " takes %.0f.",
                                missedBytes(setting),
                                MISSED_BYTES_MIN));
    }

    @Override
    public Duration convergeAtMost(Setting setting) {
        double rest =
                line(setting)
                        .secondsBeside(
                                setting.get(WRITES), STREAM_BYTES, (double) datasetBytes(setting));
        return SLACK.plus(Loads.seconds(3 * rest));
    }

    @Override
    public List<Variant> variants() {
        return List.of(BELOW_A_BREAK, FOR_SEVERAL_BREAKS);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        long backlog =
                variant.equals(BELOW_A_BREAK)
                        ? (long) Math.min(missedBytes(setting) / 3, DEFAULT_BACKLOG_BYTES)
                        : safeBacklogBytes(setting);
        String conf =
                String.format(
                        Locale.ROOT,
                        """
                        save ""
                        min-replicas-to-write 0
                        repl-timeout %d
                        repl-ping-replica-period 2
                        repl-diskless-sync-delay 0
                        repl-backlog-size %d
                        client-output-buffer-limit replica 1gb 1gb 60
                        """,
                        line(setting).timeoutSeconds(),
                        backlog);
        return Topology.master(conf)
                .withReplicas(setting.get(REPLICAS), conf)
                .wan(setting.get(LATENCY), setting.get(BANDWIDTH));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.LINK_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(convergeAtMost(setting));
        drill.load().start(Loads.writes(VALUE_BYTES, setting.get(WRITES)));
        drill.steady(STEADY);
        for (int i = 0; i < BREAKS; i++) {
            drill.during(new RefusedReplicas(), down(setting));
            drill.runFor(up(setting));
        }
    }

    /// One full resync is what a break costs that outgrows the backlog; more of them are a loop.
    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        Duration lag = setting.get(PERIOD).multipliedBy(2).plus(LAG_SLACK);
        return List.of(FullResyncsAtMost.each(1), new ReplicaLagAtMost(lag), new Converged());
    }
}
