package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What was acknowledged is durable within a bound: a loss of power takes no more than that much of
/// the past.
public record UnsyncedAgeAtMost(Duration bound) implements Checker {
    /// The sampled INFO field, in milliseconds.
    public static final String FIELD = "aof_oldest_unsynced_age_ms";

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
    public Verdict check(List<Event> history) {
        double oldest = -1;
        String when = "";
        long samples = 0;
        for (Event event : history) {
            if (event instanceof Event.Sampled(long atNanos, var node, var fields)
                    && fields.containsKey(FIELD)) {
                samples++;
                double age = fields.get(FIELD);
                if (age > oldest) {
                    oldest = age;
                    when = String.format(Locale.ROOT, "%.0f s: on %s", atNanos / 1e9, node);
                }
            }
        }
        if (samples == 0) {
            return new Verdict.Inconclusive("no node reported the age of its unsynced data");
        }
        String summary =
                String.format(
                        Locale.ROOT,
                        "the oldest unsynced byte was %.0f ms old, %d ms allowed",
                        oldest,
                        bound.toMillis());
        return oldest > bound.toMillis()
                ? new Verdict.Violated(summary, List.of(when))
                : new Verdict.Held(samples, summary);
    }
}
