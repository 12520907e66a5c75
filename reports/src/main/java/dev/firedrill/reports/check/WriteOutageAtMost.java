package dev.firedrill.reports.check;

import dev.firedrill.reports.account.WriteCommands;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Clients that want to write are never left for longer than a bound without any write being
/// acknowledged, from the first fault until the load ends. That they wanted to is seen by what they
/// asked for, or could not even begin, meanwhile; a silent load proves nothing.
public record WriteOutageAtMost(Duration bound) implements Checker {
    private static final double NANOS = 1e9;

    /// Half a minute.
    public WriteOutageAtMost() {
        this(Duration.ofSeconds(30));
    }

    @Override
    public String name() {
        return "write-outage-at-most";
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "after the fault no write is acknowledged for at most %.0f s",
                bound.toMillis() / 1e3);
    }

    @Override
    public Hearing begin() {
        return new Gaps(bound);
    }

    private static final class Gaps implements Hearing {
        private final Duration bound;
        private boolean disturbed;

        /// The last acknowledgement, or the first fault if there was none since.
        private long servedAtNanos;

        /// Since when clients have wanted to write in vain.
        private long wantedFromNanos = Long.MAX_VALUE;

        /// When the last of them wanted to.
        private long wantedToNanos;

        private long longestFromNanos;
        private long longestNanos;
        private long acknowledged;
        private String refusal = "";
        private String refusalOfLongest = "";

        Gaps(Duration bound) {
            this.bound = bound;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(long at, var phase)) {
                if (phase == Phase.DISTURB && !disturbed) {
                    disturbed = true;
                    servedAtNanos = at;
                }
            } else if (disturbed && event instanceof Event.Operation operation) {
                if (WriteCommands.isWrite(operation)) answered(operation);
            } else if (disturbed && event instanceof Event.OperationsSkipped skipped) {
                wanted(skipped.firstDueAtNanos(), skipped.lastDueAtNanos());
            }
        }

        private void wanted(long fromNanos, long toNanos) {
            wantedFromNanos = Math.min(wantedFromNanos, Math.max(fromNanos, servedAtNanos));
            wantedToNanos = Math.max(wantedToNanos, toNanos);
        }

        private void answered(Event.Operation operation) {
            wanted(operation.invokedAtNanos(), operation.invokedAtNanos());
            if (operation.outcome() == Outcome.OK) {
                acknowledged++;
                gap(operation.atNanos());
                servedAtNanos = Math.max(servedAtNanos, operation.atNanos());
                wantedFromNanos = Long.MAX_VALUE;
                refusal = "";
            } else if (refusal.isEmpty()) {
                refusal = operation.error();
            }
        }

        private void gap(long untilNanos) {
            if (wantedFromNanos < untilNanos && untilNanos - wantedFromNanos > longestNanos) {
                longestNanos = untilNanos - wantedFromNanos;
                longestFromNanos = wantedFromNanos;
                refusalOfLongest = refusal;
            }
        }

        @Override
        public Verdict verdict() {
            gap(wantedToNanos);
            if (longestNanos > bound.toNanos()) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "no write was acknowledged for %.1f s from %.1f s on, %.0f s"
                                        + " allowed",
                                longestNanos / NANOS,
                                longestFromNanos / NANOS,
                                bound.toMillis() / 1e3),
                        refusalOfLongest.isEmpty()
                                ? List.of()
                                : List.of("clients were told: " + refusalOfLongest));
            }
            if (acknowledged == 0) {
                return new Verdict.Inconclusive("no write was acknowledged after the fault");
            }
            return new Verdict.Held(
                    acknowledged,
                    String.format(
                            Locale.ROOT,
                            "the longest time without an acknowledged write was %.1f s",
                            longestNanos / NANOS));
        }
    }
}
