package dev.firedrill.scenarios.parity;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// How long the operations of each phase took, from the moment at which each was due to its answer.
/// An operation counts for the phase in which it was due, those of a heavy load for the phase in
/// which their interval began; one without success is not counted.
public final class PhaseLatencies implements Consumer<Event> {
    private static final long NANOS_MAX = Duration.ofHours(1).toNanos();

    private static final int DIGITS = 2;

    /// For so long one stall may hold up all operations.
    private static final long BLOCK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int RESAMPLES = 400;

    /// Of these: what remains if each end of the interval leaves out one in twenty.
    private static final int LOW = RESAMPLES / 20;

    private static final int HIGH = RESAMPLES - 1 - LOW;

    private final Map<Phase, SortedMap<Long, Histogram>> byPhase = new EnumMap<>(Phase.class);

    /// Those with a rate, of which latencies can be told.
    private final Set<Integer> loads = new TreeSet<>();

    private final Map<Phase, Long> begins = new EnumMap<>(Phase.class);

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PhaseBegan(long at, var phase)) {
            begins.put(phase, at);
        } else if (event instanceof Event.Operation operation
                && operation.outcome() == Outcome.OK) {
            long took = operation.atNanos() - operation.invokedAtNanos();
            seenAt(operation.invokedAtNanos()).recordValue(Math.min(NANOS_MAX, Math.max(0, took)));
        } else if (event instanceof Event.LoadBegan began && began.perSecond().isPresent()) {
            loads.add(began.load());
        } else if (event instanceof Event.LoadMeasured load && loads.contains(load.load())) {
            Histogram seen = seenAt(load.fromNanos());
            load.latencyMicros()
                    .forEach((micros, count) ->
                            seen.recordValueWithCount(Math.min(NANOS_MAX, micros * 1_000), count));
        }
    }

    private Histogram seenAt(long nanos) {
        return byPhase.computeIfAbsent(phaseAt(nanos), _ -> new TreeMap<>())
                .computeIfAbsent(nanos / BLOCK_NANOS, _ -> new Histogram(DIGITS));
    }

    /// Phases are in the order in which they begin.
    private Phase phaseAt(long nanos) {
        Phase found = Phase.START;
        for (var begun : begins.entrySet()) {
            if (begun.getValue() <= nanos) found = begun.getKey();
        }
        return found;
    }

    private List<Histogram> blocks(Phase phase) {
        SortedMap<Long, Histogram> seen = byPhase.get(phase);
        return seen == null ? List.of() : List.copyOf(seen.values());
    }

    long count(Phase phase) {
        return blocks(phase).stream().mapToLong(Histogram::getTotalCount).sum();
    }

    /// A percentile in nanoseconds, and between what it might as well have been.
    ///
    /// @param low and `high`: the ends of its 90 % interval
    record Estimate(long nanos, long low, long high) {}

    /// The interval is that of a bootstrap of whole seconds: the operations of one second wait for
    /// the same stalls, so only seconds are independent of each other (block bootstrap; Künsch,
    /// "The jackknife and the bootstrap for general stationary observations", 1989).
    Estimate percentile(Phase phase, double percentile) {
        List<Histogram> blocks = blocks(phase);
        if (blocks.isEmpty()) return new Estimate(0, 0, 0);
        var all = new Histogram(DIGITS);
        blocks.forEach(all::add);
        var prng = new Prng(blocks.size());
        long[] resampled = new long[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            var sample = new Histogram(DIGITS);
            for (int drawn = 0; drawn < blocks.size(); drawn++) {
                sample.add(blocks.get((int) prng.nextLong(blocks.size())));
            }
            resampled[i] = sample.getValueAtPercentile(percentile);
        }
        Arrays.sort(resampled);
        return new Estimate(all.getValueAtPercentile(percentile), resampled[LOW], resampled[HIGH]);
    }
}
