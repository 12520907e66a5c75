package dev.firedrill.scenarios.parity;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// How long the operations of each phase took, from the moment at which each was due to its answer.
/// An operation counts for the phase in which it was due; one without success is not counted.
public final class PhaseLatencies implements Consumer<Event> {
    private static final long NANOS_MAX = Duration.ofHours(1).toNanos();

    private final Map<Phase, Histogram> byPhase = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> begins = new EnumMap<>(Phase.class);

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PhaseBegan(long at, var phase)) {
            begins.put(phase, at);
        } else if (event instanceof Event.Operation operation
                && operation.outcome() == Outcome.OK) {
            long took = operation.atNanos() - operation.invokedAtNanos();
            byPhase.computeIfAbsent(
                            phaseAt(operation.invokedAtNanos()), _ -> new Histogram(NANOS_MAX, 3))
                    .recordValue(Math.min(NANOS_MAX, Math.max(0, took)));
        }
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
