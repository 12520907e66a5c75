package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.util.List;
import java.util.Locale;

/// The cluster took writes before anything was broken: else there is nothing that a fault could
/// have changed.
public record SteadyState() implements Checker {
    @Override
    public String name() {
        return "steady-state";
    }

    @Override
    public String property() {
        return "writes were acknowledged, and few refused, before the first fault";
    }

    @Override
    public Verdict check(List<Event> history) {
        long acknowledged = 0;
        long refused = 0;
        boolean steady = false;
        for (Event event : history) {
            switch (event) {
                case Event.PhaseBegan(_, var phase) -> steady = phase.equals(Phase.STEADY);
                case Event.Operation operation -> {
                    boolean done = operation.outcome() == Outcome.OK;
                    acknowledged += steady && done ? 1 : 0;
                    refused += steady && !done ? 1 : 0;
                }
                default -> {
                    // Only operations count.
                }
            }
        }
        if (acknowledged == 0) {
            return new Verdict.Inconclusive("no write was acknowledged in the steady state");
        }
        if (refused * 100 > acknowledged) {
            return new Verdict.Inconclusive(
                    String.format(
                            Locale.ROOT,
                            "%d of %d operations failed before any fault began",
                            refused,
                            acknowledged + refused));
        }
        return new Verdict.Held(
                acknowledged, acknowledged + " operations succeeded before the first fault");
    }
}
