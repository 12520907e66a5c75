package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What was acknowledged is durable within a bound: a loss of power takes no more than that much of
/// the past.
///
/// Servers other than Firedrill's do not tell that age. With `appendfsync everysec` they begin an
/// fsync each second and count those that were still running two seconds after more was to be
/// written (`aof_delayed_fsync`, which INFO has only with an append-only file): while none is
/// counted nothing is older than three seconds. Source: Redis documentation, INFO; aof.c,
/// flushAppendOnlyFile.
public record UnsyncedAgeAtMost(Duration bound) implements Checker {
    /// The sampled INFO field, in milliseconds.
    public static final String FIELD = "aof_oldest_unsynced_age_ms";

    private static final String DELAYED = "aof_delayed_fsync";
    private static final Duration WITHOUT_DELAY = Duration.ofSeconds(3);

    /// A node that was not asked for longer may have been late meanwhile.
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    /// Two seconds, twice what `appendfsync everysec` promises.
    public UnsyncedAgeAtMost() {
        this(Duration.ofSeconds(2));
    }

    @Override
    public String name() {
        return "unsynced-age";
    }

    @Override
    public String property() {
        return String.format(
                Locale.ROOT,
                "no acknowledged write waits longer than %d ms for the disk",
                bound.toMillis());
    }

    @Override
    public Hearing begin() {
        return new Ages(bound);
    }

    private static final class Ages implements Hearing {
        private final Duration bound;
        private String master = "";
        private double oldestMillis = -1;
        private String when = "";
        private long samples;
        private long lastAtNanos = -1;
        private long gapNanos;
        private boolean disturbed;
        private final DelayedFsyncs delayed = new DelayedFsyncs();

        Ages(Duration bound) {
            this.bound = bound;
        }

        @Override
        public void hear(Event event) {
            delayed.hear(event);
            if (event instanceof Event.VariantBegan began) {
                master = began.master();
            } else if (event instanceof Event.PhaseBegan(long at, var phase)) {
                if (phase == Phase.DISTURB && !disturbed) {
                    disturbed = true;
                    lastAtNanos = at;
                } else if (phase == Phase.HEAL && disturbed) {
                    gapNanos = Math.max(gapNanos, at - lastAtNanos);
                    disturbed = false;
                }
            } else if (event instanceof Event.Sampled(long at, var node, var fields)) {
                Double age = fields.get(FIELD);
                if (age != null) aged(at, node, age);
                Double count = fields.get(DELAYED);
                if (age == null && count != null) counted(at, node, count);
            }
        }

        private void aged(long atNanos, String node, double millis) {
            if (millis > oldestMillis) {
                oldestMillis = millis;
                when = String.format(Locale.ROOT, "%.0f s: on %s", atNanos / 1e9, node);
            }
            sampled(atNanos, node);
        }

        private void counted(long atNanos, String node, double count) {
            delayed.counted(node, (long) count);
            sampled(atNanos, node);
        }

        private void sampled(long atNanos, String node) {
            if (disturbed && (master.isEmpty() || node.equals(master))) {
                samples++;
                gapNanos = Math.max(gapNanos, atNanos - lastAtNanos);
                lastAtNanos = atNanos;
            }
        }

        @Override
        public Verdict verdict() {
            String summary =
                    String.format(
                            Locale.ROOT,
                            "the oldest unsynced byte was %.0f ms old, %d ms allowed",
                            oldestMillis,
                            bound.toMillis());
            if (oldestMillis > bound.toMillis()) {
                return new Verdict.Violated(summary, List.of(when));
            }
            if (delayed.total() > 0 && bound.compareTo(WITHOUT_DELAY) <= 0) {
                return new Verdict.Violated(
                        "fsyncs took longer than two seconds, "
                                + delayed.total()
                                + " of them, and what was acknowledged meanwhile waited",
                        delayed.evidence());
            }
            if (samples == 0) {
                return new Verdict.Inconclusive(
                        "no node reported the age of its unsynced data after the first fault");
            }
            if (gapNanos > GAP_MAX.plus(bound).toNanos()) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "the age of unsynced data was not read for %.0f s",
                                gapNanos / 1e9));
            }
            return oldestMillis < 0 ? withoutAges() : new Verdict.Held(samples, summary);
        }

        /// The server counts late fsyncs alone.
        private Verdict withoutAges() {
            if (delayed.total() > 0 || bound.compareTo(WITHOUT_DELAY) < 0) {
                return new Verdict.Inconclusive(
                        "the server tells only whether an fsync took longer than two seconds");
            }
            if (!delayed.nodesWithoutFsync().isEmpty()) {
                return new Verdict.Inconclusive(
                        "the server fsyncs when it likes: appendfsync no on "
                                + String.join(", ", delayed.nodesWithoutFsync()));
            }
            return new Verdict.Held(
                    samples,
                    "no fsync took longer than two seconds, so that nothing waited longer than"
                            + " three");
        }
    }
}
