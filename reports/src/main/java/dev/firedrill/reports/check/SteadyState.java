package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import java.util.Locale;

/// The cluster served its clients before anything was broken: else there is nothing that a fault
/// could have changed.
public record SteadyState() implements Checker {
    @Override
    public String name() {
        return "steady-state";
    }

    @Override
    public String property() {
        return "clients were served, and few refused, before the first fault";
    }

    @Override
    public Hearing begin() {
        return new Operations();
    }

    private static final class Operations implements Hearing {
        private long succeeded;
        private long failed;
        private boolean steady;

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(_, var phase)) {
                steady = phase == Phase.STEADY;
            } else if (steady && event instanceof Event.Operation operation) {
                if (operation.outcome() == Outcome.OK) {
                    succeeded++;
                } else {
                    failed++;
                }
            } else if (steady && event instanceof Event.OperationsSkipped skipped) {
                failed += skipped.count();
            } else if (steady && event instanceof Event.LoadMeasured load) {
                succeeded += load.answered();
                failed += load.refused() + load.unanswered();
            }
        }

        @Override
        public Verdict verdict() {
            if (succeeded == 0) {
                return new Verdict.Inconclusive("no operation succeeded in the steady state");
            }
            if (failed * 100 > succeeded) {
                return new Verdict.Inconclusive(
                        String.format(
                                Locale.ROOT,
                                "%d of %d operations failed or could not begin before any fault"
                                        + " began",
                                failed,
                                succeeded + failed));
            }
            return new Verdict.Held(
                    succeeded, succeeded + " operations succeeded before the first fault");
        }
    }
}
