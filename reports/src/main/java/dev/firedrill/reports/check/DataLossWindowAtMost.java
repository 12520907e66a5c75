package dev.firedrill.reports.check;

import dev.firedrill.reports.account.LostWrites;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.Locale;

/// Asynchronous replication may lose acknowledged writes when a master is replaced or starts again,
/// but only those of a short time: the data-loss window (RPO). It is the age of the oldest lost
/// write when the state of its master was given up: from the acknowledgement until the process of
/// the master ended, or the master was made a replica of another one. A master that refused writes
/// until then, because of `min-replicas-to-write`, was given up with the first refusal: so
/// `min-replicas-max-lag` bounds the window of a master that is cut off
/// (redis.io/topics/replication).
///
/// @param window the age that a write may have at most when it is lost
public record DataLossWindowAtMost(Duration window) implements Checker {
    private static final double NANOS = 1e9;

    /// Ten seconds, the default of `min-replicas-max-lag`.
    public DataLossWindowAtMost() {
        this(Duration.ofSeconds(10));
    }

    @Override
    public String name() {
        return "data-loss-window-at-most";
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "a lost write was acknowledged at most %.1f s before its master was given up",
                window.toMillis() / 1e3);
    }

    @Override
    public Hearing begin() {
        return new Accounts(window);
    }

    private static final class Accounts implements Hearing {
        private final LostWrites writes = new LostWrites();
        private final Duration window;

        Accounts(Duration window) {
            this.window = window;
        }

        @Override
        public void hear(Event event) {
            writes.hear(event);
        }

        @Override
        public Verdict verdict() {
            LostWrites.Loss loss = writes.settle();
            if (loss.windowNanos() > window.toNanos()) {
                return new Verdict.Violated(describe(loss), loss.examples());
            }
            if (loss.unplaced() > 0) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "%d written keys cannot be judged; for example: %s",
                                loss.unplaced(),
                                loss.doubts().getFirst()));
            }
            return loss.acknowledged() == 0
                    ? new Verdict.Inconclusive("no write was acknowledged")
                    : new Verdict.Held(loss.acknowledged(), describe(loss));
        }

        private static String describe(LostWrites.Loss loss) {
            if (loss.lost() == 0) {
                return String.format(
                        Locale.ROOT, "none of %d acknowledged writes is lost", loss.acknowledged());
            }
            return String.format(
                    Locale.ROOT,
                    "%d of %d acknowledged writes are lost; one was acknowledged at %.1f s, and its"
                            + " master was given up at %.1f s: a window of %.1f s",
                    loss.lost(),
                    loss.acknowledged(),
                    loss.acknowledgedAtNanos() / NANOS,
                    loss.lostAtNanos() / NANOS,
                    loss.windowNanos() / NANOS);
        }
    }
}
