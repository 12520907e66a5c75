package dev.firedrill.reports.incident;

import java.util.Locale;

/// Servers that the operator restarted.
public final class RestartedByOperator implements Finding {
    @Override
    public String name() {
        return "restarted-by-operator";
    }

    @Override
    public Hearing begin() {
        return Restarts.hearing(Restarts.Restart::byOperator, RestartedByOperator::observation);
    }

    private static Observation observation(Restarts.Restart restart) {
        return restart.observed(
                Origin.OPERATOR,
                String.format(
                        Locale.ROOT,
                        "The operator restarted %s: it ended at %s and started at %s.",
                        restart.node(),
                        Phrases.seconds(restart.span().fromNanos()),
                        Phrases.seconds(restart.span().toNanos())));
    }
}
