package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// Clients are answered fast enough in one phase of the run. An operation that failed, or got no
/// answer, was not answered in time. Neither was one that the load could not begin when it was due,
/// because those before it were still under way (coordinated omission). A heavy load is judged only
/// if it did what it was to do, see [HeavyLoads].
///
/// @param percentile for example 99.0
public record LatencyAtMost(double percentile, Duration bound, Phase phase) implements Checker {
    static final long NANOS_MAX = Duration.ofHours(1).toNanos();
    private static final int OPERATIONS_MIN = 100;

    /// 99 % within half a second while something is broken.
    public LatencyAtMost() {
        this(99, Duration.ofMillis(500), Phase.DISTURB);
    }

    @Override
    public String name() {
        return String.format(
                Locale.ROOT, "latency-p%s-in-%s", number(), phase.word().replace(' ', '-'));
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
                phase.word(),
                bound.toMillis());
    }

    @Override
    public Hearing begin() {
        return new Latencies(this);
    }

    /// An operation counts for the phase in which it began: one that a stall outlasts the phase
    /// with belongs to the stall.
    private static final class Latencies implements Hearing {
        private final LatencyAtMost asked;
        private final Histogram latencies = new Histogram(NANOS_MAX, 3);
        private final HeavyLoads loads = new HeavyLoads(latencies);
        private long fromNanos = Long.MAX_VALUE;
        private long toNanos = Long.MAX_VALUE;
        private long unanswered;
        private long skipped;

        Latencies(LatencyAtMost asked) {
            this.asked = asked;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(long at, var began)) {
                if (began == asked.phase()) {
                    fromNanos = at;
                } else if (fromNanos != Long.MAX_VALUE && toNanos == Long.MAX_VALUE) {
                    toNanos = at;
                }
                loads.phase(fromNanos, toNanos);
            } else if (event instanceof Event.Operation operation
                    && operation.invokedAtNanos() >= fromNanos
                    && operation.invokedAtNanos() < toNanos) {
                boolean ok = operation.outcome() == Outcome.OK;
                unanswered += ok ? 0 : 1;
                long took = operation.atNanos() - operation.invokedAtNanos();
                latencies.recordValue(ok ? Math.min(NANOS_MAX, Math.max(0, took)) : NANOS_MAX);
            } else if (event instanceof Event.OperationsSkipped due
                    && due.lastDueAtNanos() >= fromNanos
                    && due.firstDueAtNanos() < toNanos) {
                skipped += due.count();
                latencies.recordValueWithCount(NANOS_MAX, due.count());
            } else {
                loads.hear(event);
            }
        }

        @Override
        public Verdict verdict() {
            if (latencies.getTotalCount() < OPERATIONS_MIN) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "only %d operations began in phase %s",
                                latencies.getTotalCount(),
                                asked.phase().word()));
            }
            long seen = latencies.getValueAtPercentile(asked.percentile());
            Optional<String> late = loads.lateByItself(asked.percentile(), asked.bound());
            if (late.isPresent()) return new Verdict.Inconclusive(late.get());
            Optional<String> flaw = loads.flaw();
            if (flaw.isPresent() && seen <= asked.bound().toNanos()) {
                return new Verdict.Inconclusive(flaw.get());
            }
            String summary =
                    seen >= NANOS_MAX
                            ? String.format(
                                    Locale.ROOT,
                                    "%d of %d operations failed, got no answer or could not begin",
                                    unanswered + skipped + loads.withoutSuccess(),
                                    latencies.getTotalCount())
                            : String.format(
                                    Locale.ROOT,
                                    "p%s is %.1f ms, at most %d ms allowed",
                                    asked.number(),
                                    seen / 1e6,
                                    asked.bound().toMillis());
            return seen > asked.bound().toNanos()
                    ? new Verdict.Violated(summary, List.of(figures()))
                    : new Verdict.Held(latencies.getTotalCount(), summary);
        }

        private String figures() {
            return String.format(
                    Locale.ROOT,
                    "p50 %s, p99 %s over %d operations, %d of them without success, %d not begun",
                    millis(latencies.getValueAtPercentile(50)),
                    millis(latencies.getValueAtPercentile(99)),
                    latencies.getTotalCount(),
                    unanswered + loads.withoutSuccess(),
                    skipped);
        }

        private static String millis(long nanos) {
            return nanos >= NANOS_MAX
                    ? "never"
                    : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
    }
}
