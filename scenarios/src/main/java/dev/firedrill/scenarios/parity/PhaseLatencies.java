package dev.firedrill.scenarios.parity;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// How long the operations of each phase took, from the moment at which each was due to its answer.
/// An operation counts for the phase in which it was due, those of a heavy load for the phase in
/// which their interval began; one without success is not counted.
public final class PhaseLatencies implements Consumer<Event> {
    private static final long NANOS_MAX = Duration.ofHours(1).toNanos();

    private final Map<Phase, Histogram> byPhase = new EnumMap<>(Phase.class);

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
        return byPhase.computeIfAbsent(phaseAt(nanos), _ -> new Histogram(NANOS_MAX, 3));
    }

    /// Phases are in the order in which they begin.
    private Phase phaseAt(long nanos) {
        Phase found = Phase.START;
        for (var begun : begins.entrySet()) {
            if (begun.getValue() <= nanos) found = begun.getKey();
        }
        return found;
    }

    long count(Phase phase) {
        Histogram seen = byPhase.get(phase);
        return seen == null ? 0 : seen.getTotalCount();
    }

    /// @return nanoseconds
    long percentile(Phase phase, double percentile) {
        Histogram seen = byPhase.get(phase);
        return seen == null ? 0 : seen.getValueAtPercentile(percentile);
    }
}
