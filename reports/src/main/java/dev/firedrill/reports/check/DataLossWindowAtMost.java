package dev.firedrill.reports.check;

import dev.firedrill.reports.account.LostWrites;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.Locale;

/// Asynchronous replication may lose acknowledged writes when a master is replaced, but only those
/// of a short time: the data-loss window (RPO). `min-replicas-to-write` with `min-replicas-max-lag`
/// bounds it for a master that is cut off (redis.io/topics/replication).
///
/// @param window from the first acknowledged write that is lost to the last
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
                "the acknowledged writes that are lost span at most %.1f s",
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
                    "%d of %d acknowledged writes are lost, acknowledged from %.1f s to %.1f s: a"
                            + " window of %.1f s",
                    loss.lost(),
                    loss.acknowledged(),
                    loss.firstAtNanos() / NANOS,
                    loss.lastAtNanos() / NANOS,
                    loss.windowNanos() / NANOS);
        }
    }
}
