package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.PauseMaster;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.StarvedCpu;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.ErrorRateFalls;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.OptimisticUpdates;
import dev.firedrill.scenarios.workload.Retrying;
import dev.firedrill.scenarios.workload.WarmUp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Square, 16 March 2017: clients change keys in optimistic transactions. When two of them
/// conflict, the client tries again at once, up to 500 times. After a short stall many transactions
/// run at the same time, and nearly all of them conflict. Their retries keep the server busy, each
/// transaction takes longer, and still more of them conflict. When the stall is over the errors
/// stay; restarting the server would not help, only less load would (a metastable failure).
///
/// The arithmetic: a busy server carries out `capacity` batches of commands per second, two for a
/// transaction. With `n` clients that keep it busy, one of them succeeds in each round of `n`
/// batches, `capacity / n` per second. When that is less than the requests per second, the number
/// of clients that try only grows.
///
/// Source: https://developer.squareup.com/blog/incident-summary-2017-03-16
public final class RetryStorm implements Scenario {
    private static final Variant AT_ONCE =
            Variant.breaks(
                    "retry-at-once",
                    "clients try again at once, and the errors stay when the stall is over",
                    violates(ErrorRateFalls.class));
    private static final Variant BACKING_OFF =
            Variant.holds(
                    "backoff-and-budget",
                    "exponential back-off with jitter, and retries are a tenth of all requests at"
                            + " most");

    static final Parameter.Count CLIENTS =
            new Parameter.Count(
                    "clients",
                    "each has one request under way at most",
                    new PerLab<>(400, 650),
                    100,
                    1_000);
    static final Parameter.Count REQUESTS =
            new Parameter.Count(
                    "requests-per-second",
                    "transactions that are begun",
                    new PerLab<>(30, 20),
                    20,
                    100);
    static final Parameter.Count CPU =
            new Parameter.Count(
                    "cpu-percent",
                    "how much of one processor the server has",
                    new PerLab<>(2, 10),
                    2,
                    15);
    static final Parameter.Span PAUSE =
            new Parameter.Span(
                    "pause",
                    "how long the server stands still",
                    new PerLab<>(Duration.ofSeconds(8), Duration.ofSeconds(25)),
                    Duration.ofSeconds(4),
                    Duration.ofMinutes(1));

    /// Batches of commands per second for each percent of a processor, at most and at least: real
    /// servers differ among each other.
    private static final PerLab<Integer> CAPACITY_MAX = new PerLab<>(1_300, 650);

    private static final PerLab<Integer> CAPACITY_MIN = new PerLab<>(800, 50);

    /// WATCH and GET travel together, and so do MULTI, SET and EXEC.
    private static final int BATCHES = 2;

    /// What clients write beside, each to keys of its own. Transactions meet each other now and
    /// then in the best of times, and are a part of all operations.
    private static final int OTHER_WRITES = 200;

    /// What the server is busy with in the steady state, at most.
    private static final double STEADY_SHARE_MAX = 0.5;

    /// By how much the clients, and those that the pause brings together, exceed what tips it over.
    private static final double CLIENTS_FACTOR = 2;

    private static final double PAUSE_FACTOR = 1.5;

    /// A runtime that compiles what it runs often has done so by then. The simulator has none.
    private static final int WARM_UP_KEYS = 50_000;

    private static final PerLab<Integer> WARM_UP_TRANSACTIONS = new PerLab<>(0, 1_000);
    private static final int WARM_UP_CLIENTS = 20;

    private static final int VALUE_BYTES = 100;
    private static final Duration STEADY = Duration.ofSeconds(8);
    private static final Duration AFTER = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int ERROR_PERCENT_MAX = 10;

    @Override
    public String name() {
        return "retry-storm";
    }

    @Override
    public String title() {
        return "Square, 16 March 2017: retries without back-off keep a server overloaded";
    }

    @Override
    public String story() {
        return "A service changed keys in Redis in optimistic transactions (WATCH). A client whose"
                + " transaction met another one tried again at once, up to 500 times. Once many"
                + " clients did so at the same time the server had no room for anything else, and"
                + " restarting it did not help. Here a server with little processor time stands"
                + " still for some seconds; what counts is whether the errors end after that."
                + " Source: Square's incident summary"
                + " (developer.squareup.com/blog/incident-summary-2017-03-16).";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(CLIENTS, REQUESTS, CPU, PAUSE);
    }

    private static double capacityMax(Setting setting) {
        return (double) setting.of(CAPACITY_MAX) * setting.get(CPU);
    }

    /// So many clients that keep the server busy succeed as often as requests are begun.
    private static double tippingPoint(Setting setting) {
        return capacityMax(setting) / setting.get(REQUESTS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        double capacityMin = (double) setting.of(CAPACITY_MIN) * setting.get(CPU);
        double batches = BATCHES * setting.get(REQUESTS) + OTHER_WRITES;
        double share = batches / capacityMin;
        if (share > STEADY_SHARE_MAX) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the server is too small for a steady state: %d requests and %d other"
                                    + " writes per second may take %.0f %% of it, and %.0f %% are"
                                    + " allowed.",
                            setting.get(REQUESTS),
                            OTHER_WRITES,
                            share * 100,
                            STEADY_SHARE_MAX * 100));
        }
        double needed = CLIENTS_FACTOR * tippingPoint(setting);
        if (setting.get(CLIENTS) < needed) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "too few clients to overload the server with retries: with %d %% of a"
                                    + " processor it takes %.0f.",
                            setting.get(CPU),
                            Math.ceil(needed)));
        }
        double together = setting.get(REQUESTS) * (setting.get(PAUSE).toMillis() / 1e3);
        double neededTogether = PAUSE_FACTOR * tippingPoint(setting);
        if (together < neededTogether) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "the pause is too short: it brings %.0f requests together, and it takes"
                                    + " %.0f to overload the server.",
                            together,
                            Math.ceil(neededTogether)));
        }
        int attempts = (int) Math.ceil(capacityMax(setting) / BATCHES);
        return Loads.tooManyWrites(attempts + OTHER_WRITES, AFTER.plus(STEADY));
    }

    @Override
    public List<Variant> variants() {
        return List.of(AT_ONCE, BACKING_OFF);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                """
                save ""
                appendonly no
                min-replicas-to-write 0
                maxclients 10000
                """;
        return Topology.master(conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.PROCESS_FAULTS, Capability.CPU_QUOTA);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(WARM_UP_KEYS, VALUE_BYTES);
        int warmUp = setting.of(WARM_UP_TRANSACTIONS);
        if (warmUp > 0) {
            drill.load().start(new WarmUp(WARM_UP_CLIENTS, warmUp));
        }
        Retrying retrying =
                drill.variant().equals(AT_ONCE) ? Retrying.AT_ONCE : Retrying.BACKING_OFF;
        drill.load()
                .start(
                        new OptimisticUpdates(
                                setting.get(CLIENTS), setting.get(REQUESTS), retrying));
        drill.load().start(Loads.writes(VALUE_BYTES, OTHER_WRITES));
        // For its connections, which cost more than what follows.
        drill.runFor(SETTLE);
        drill.beginBeforehand(new StarvedCpu(Role.MASTER, setting.get(CPU) / 100.0));
        drill.steady(STEADY);
        drill.during(new PauseMaster(), setting.get(PAUSE));
        drill.runFor(AFTER);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(
                new ErrorRateFalls(ERROR_PERCENT_MAX, SETTLE, PATIENCE),
                new NoAcknowledgedWriteLost());
    }
}
