package dev.firedrill.reports.incident;

import java.util.Locale;

/// Servers that died and were started again although no operator did that: by a supervisor, perhaps
/// before anybody had noticed.
public final class RestartedBySupervisor implements Finding {
    @Override
    public String name() {
        return "restarted-by-supervisor";
    }

    @Override
    public Hearing begin() {
        return Restarts.hearing(one -> !one.byOperator(), RestartedBySupervisor::observation);
    }

    private static Observation observation(Restarts.Restart restart) {
        return restart.observed(
                Origin.CONSEQUENCE,
                String.format(
                        Locale.ROOT,
                        "%s was started again at %s, %s after its end, and not by the operator.",
                        restart.node(),
                        Phrases.seconds(restart.span().toNanos()),
                        Phrases.seconds(restart.span().lengthNanos())));
    }
}
