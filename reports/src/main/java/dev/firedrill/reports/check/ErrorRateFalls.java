package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Once what caused the errors is gone, the errors go too: a system that stays overloaded by its
/// own retries is metastable, and only taking load away would end that. An operation counts as an
/// error when it fails, gets no answer, takes longer than clients wait, or could not begin. What is
/// judged is what clients began from some time after the last fault was healed until the load
/// ended. A fault that raised no error rate has shown nothing.
///
/// @param percentMax of the operations may be errors then
/// @param settle how long after the heal errors do not count yet
/// @param patience how long an operation may take
public record ErrorRateFalls(int percentMax, Duration settle, Duration patience)
        implements Checker {
    private static final long SECOND = 1_000_000_000L;
    private static final int OPERATIONS_MIN = 100;

    /// To 10 % within five seconds, for clients that wait a second.
    public ErrorRateFalls() {
        this(10, Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @Override
    public String name() {
        return "error-rate-falls";
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "%d s after the fault at most %d %% of the operations fail or take longer than %d"
                        + " ms",
                settle.toSeconds(),
                percentMax,
                patience.toMillis());
    }

    @Override
    public Hearing begin() {
        return new Rates(this);
    }

    /// Operations that began in some time, and how many of them were errors.
    private record Share(long errors, long all) {
        static final Share NONE = new Share(0, 0);

        Share and(long moreErrors, long more) {
            return new Share(errors + moreErrors, all + more);
        }

        double percent() {
            return all == 0 ? 0 : 100.0 * errors / all;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f %% of %d operations", percent(), all);
        }
    }

    private static final class Rates implements Hearing {
        private final ErrorRateFalls asked;

        /// By the second in which operations began: their end may come after the heal.
        private final Map<Long, Share> seconds = new TreeMap<>();

        private long disturbedAtNanos = Long.MAX_VALUE;
        private long healedAtNanos = Long.MAX_VALUE;
        private long endedAtNanos = Long.MAX_VALUE;

        Rates(ErrorRateFalls asked) {
            this.asked = asked;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(long at, var phase)) {
                if (phase == Phase.DISTURB) disturbedAtNanos = Math.min(disturbedAtNanos, at);
                if (phase == Phase.HEAL) endedAtNanos = Math.min(endedAtNanos, at);
            } else if (event instanceof Event.FaultHealed healed) {
                boolean during = disturbedAtNanos < Long.MAX_VALUE;
                if (during && endedAtNanos == Long.MAX_VALUE) healedAtNanos = healed.atNanos();
            } else if (event instanceof Event.Operation operation) {
                long took = operation.atNanos() - operation.invokedAtNanos();
                boolean served =
                        operation.outcome() == Outcome.OK && took <= asked.patience().toNanos();
                add(operation.invokedAtNanos(), served ? 0 : 1, 1);
            } else if (event instanceof Event.OperationsSkipped skipped) {
                add(skipped.lastDueAtNanos(), skipped.count(), skipped.count());
            }
        }

        private void add(long beganAtNanos, long errors, long all) {
            seconds.merge(
                    beganAtNanos / SECOND,
                    new Share(errors, all),
                    (one, other) -> one.and(other.errors(), other.all()));
        }

        /// Of whole seconds alone: what began in the others may belong to what was before or after.
        private Share between(long fromNanos, long toNanos) {
            Share sum = Share.NONE;
            for (var entry : seconds.entrySet()) {
                long began = entry.getKey() * SECOND;
                if (began >= fromNanos && began + SECOND <= toNanos) {
                    sum = sum.and(entry.getValue().errors(), entry.getValue().all());
                }
            }
            return sum;
        }

        @Override
        public Verdict verdict() {
            if (healedAtNanos == Long.MAX_VALUE || endedAtNanos == Long.MAX_VALUE) {
                return new Verdict.Inconclusive("no fault was healed before the load ended");
            }
            Share during = between(disturbedAtNanos, healedAtNanos);
            Share after = between(healedAtNanos + asked.settle().toNanos(), endedAtNanos);
            if (after.all() < OPERATIONS_MIN) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "only %d operations began more than %d s after the fault",
                                after.all(),
                                asked.settle().toSeconds()));
            }
            if (after.percent() > asked.percentMax()) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "%s that began more than %d s after the fault were errors, %d %%"
                                        + " allowed",
                                after,
                                asked.settle().toSeconds(),
                                asked.percentMax()),
                        course(during));
            }
            return during.percent() > asked.percentMax()
                    ? new Verdict.Held(after.all(), "errors fell from " + during + " to " + after)
                    : new Verdict.Inconclusive(
                            "the fault raised no error rate that could fall: during it "
                                    + during
                                    + " were errors");
        }

        /// How the error rate went, in steps of five seconds.
        private List<String> course(Share during) {
            var lines = new ArrayList<String>();
            lines.add("before the fault: " + between(0, disturbedAtNanos));
            lines.add("during the fault: " + during);
            long step = 5 * SECOND;
            for (long from = healedAtNanos; from + step <= endedAtNanos; from += step) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%d s to %d s after it: %s",
                                (from - healedAtNanos) / SECOND,
                                (from - healedAtNanos + step) / SECOND,
                                between(from, from + step)));
            }
            return lines;
        }
    }
}
