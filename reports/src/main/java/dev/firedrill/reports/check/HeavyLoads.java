package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// The heavy loads of one phase, as a judge of latency needs them: how long the answers took, and
/// whether the load did what it was to do. A load that sent less than it should, that was late by
/// itself, or of which nothing was heard for a while does not show that a server was fast.
final class HeavyLoads {
    /// A load does not begin and end with an interval.
    private static final double SHARE_MIN = 0.95;

    private static final double HEARD_MIN = 0.9;

    /// Of a bound, what a load may have added to latencies by itself.
    private static final int OWN_SHARE = 2;

    private static final double SECOND_NANOS = 1e9;

    /// One load at a rate.
    private static final class One {
        final long beganNanos;
        long endedNanos = Long.MAX_VALUE;
        long heardNanos;
        long due;
        long done;

        One(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    private final Histogram latencies;
    private final Histogram lateness = new Histogram(LatencyAtMost.NANOS_MAX, 2);
    private final Map<Integer, One> loads = new TreeMap<>();
    private long phaseFromNanos = Long.MAX_VALUE;
    private long phaseToNanos = Long.MAX_VALUE;
    private long lastNanos;
    private long withoutSuccess;

    /// @param latencies to which those of the loads are added
    HeavyLoads(Histogram latencies) {
        this.latencies = latencies;
    }

    /// The phase that is judged, as far as it is known.
    void phase(long fromNanos, long toNanos) {
        phaseFromNanos = fromNanos;
        phaseToNanos = toNanos;
    }

    void hear(Event event) {
        lastNanos = Math.max(lastNanos, event.atNanos());
        if (event instanceof Event.LoadBegan began && began.perSecond().isPresent()) {
            loads.put(began.load(), new One(began.atNanos()));
        } else if (event instanceof Event.LoadMeasured measured) {
            One load = loads.get(measured.load());
            if (load != null) measured(load, measured);
        } else if (event instanceof Event.LoadEnded ended && ended.whole()) {
            One load = loads.get(ended.load());
            if (load != null) load.endedNanos = ended.atNanos();
        }
    }

    /// An interval counts for the phase in which it began.
    private void measured(One load, Event.LoadMeasured measured) {
        if (measured.fromNanos() < phaseFromNanos || measured.fromNanos() >= phaseToNanos) return;
        load.heardNanos += measured.toNanos() - measured.fromNanos();
        load.due += measured.due();
        load.done += measured.answered() + measured.refused();
        measured.latencyMicros()
                .forEach((micros, count) -> latencies.recordValueWithCount(nanos(micros), count));
        measured.latenessMicros()
                .forEach((micros, count) -> lateness.recordValueWithCount(nanos(micros), count));
        long without = measured.refused() + measured.unanswered();
        withoutSuccess += without;
        if (without > 0) latencies.recordValueWithCount(LatencyAtMost.NANOS_MAX, without);
    }

    private static long nanos(long micros) {
        return Math.min(LatencyAtMost.NANOS_MAX, micros * 1_000);
    }

    /// Operations that were refused or got no answer.
    long withoutSuccess() {
        return withoutSuccess;
    }

    /// Why nothing can be said of that percentile: the load was late by itself.
    Optional<String> lateByItself(double percentile, Duration bound) {
        long own = lateness.getValueAtPercentile(percentile);
        return lateness.getTotalCount() == 0 || own <= bound.toNanos() / OWN_SHARE
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the load itself was %.1f ms late at that percentile, so that more"
                                        + " than it would not be the server's; it needs more"
                                        + " processor time",
                                own / 1e6));
    }

    /// Why low latencies would show nothing.
    Optional<String> flaw() {
        for (One load : loads.values()) {
            double phaseNanos = phaseNanosOf(load);
            if (phaseNanos <= 0) continue;
            if (load.done < SHARE_MIN * load.due) {
                double seconds = Math.max(1, load.heardNanos) / SECOND_NANOS;
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the load did not reach its rate: %.0f of %.0f operations per"
                                        + " second were answered",
                                load.done / seconds,
                                load.due / seconds));
            }
            if (load.heardNanos < HEARD_MIN * phaseNanos - SECOND_NANOS) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the load was heard of for %.1f s of %.1f s",
                                load.heardNanos / SECOND_NANOS,
                                phaseNanos / SECOND_NANOS));
            }
        }
        return Optional.empty();
    }

    /// How much of the phase the load was to run.
    private double phaseNanosOf(One load) {
        long from = Math.max(phaseFromNanos, load.beganNanos);
        long to = Math.min(Math.min(phaseToNanos, lastNanos), load.endedNanos);
        return (double) to - from;
    }
}
