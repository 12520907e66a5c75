package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Clients are answered fast enough in one phase of the run.
///
/// @param percentile for example 99.0
public record LatencyAtMost(double percentile, Duration bound, String phase) implements Checker {
    private static final long NANOS_MAX = Duration.ofHours(1).toNanos();
    private static final int OPERATIONS_MIN = 100;

    @Override
    public String name() {
        return String.format(Locale.ROOT, "latency-p%s-in-%s", number(), phase);
    }

    private String number() {
        return percentile == Math.rint(percentile)
                ? Long.toString((long) percentile)
                : Double.toString(percentile);
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "%s %% of the operations in phase %s end within %d ms",
                number(),
                phase,
                bound.toMillis());
    }

    @Override
    public Verdict check(List<Event> history) {
        var latencies = new Histogram(NANOS_MAX, 3);
        boolean counts = false;
        for (Event event : history) {
            if (event instanceof Event.PhaseBegan(_, var began)) {
                counts = began.equals(phase);
            } else if (counts
                    && event instanceof Event.Operation operation
                    && operation.outcome() == Outcome.OK) {
                long took = operation.atNanos() - operation.invokedAtNanos();
                latencies.recordValue(Math.min(NANOS_MAX, Math.max(0, took)));
            }
        }
        if (latencies.getTotalCount() < OPERATIONS_MIN) {
            return new Verdict.Inconclusive(
                    String.format(
                            Locale.ROOT,
                            "only %d operations ended in phase %s",
                            latencies.getTotalCount(),
                            phase));
        }
        long seen = latencies.getValueAtPercentile(percentile);
        String summary =
                String.format(
                        Locale.ROOT,
                        "p%s is %.1f ms, at most %d ms allowed",
                        number(),
                        seen / 1e6,
                        bound.toMillis());
        return seen > bound.toNanos()
                ? new Verdict.Violated(
                        summary,
                        List.of(
                                String.format(
                                        Locale.ROOT,
                                        "p50 %.1f ms, p99 %.1f ms, max %.1f ms over %d operations",
                                        latencies.getValueAtPercentile(50) / 1e6,
                                        latencies.getValueAtPercentile(99) / 1e6,
                                        latencies.getMaxValue() / 1e6,
                                        latencies.getTotalCount())))
                : new Verdict.Held(latencies.getTotalCount(), summary);
    }
}
