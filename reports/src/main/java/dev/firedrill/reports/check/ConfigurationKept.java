package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// A restarted node runs with the configuration that it ran with before.
public record ConfigurationKept() implements Checker {
    @Override
    public String name() {
        return "configuration-kept";
    }

    @Override
    public String property() {
        return "the configuration after the restart equals what was running";
    }

    @Override
    public Hearing begin() {
        return new Restarts();
    }

    private static final class Restarts implements Hearing {
        private final ConfigurationDrift drift = new ConfigurationDrift();
        private final Set<String> running = new TreeSet<>();
        private final Set<String> observed = new TreeSet<>();
        private final Set<String> restarted = new TreeSet<>();

        @Override
        public void hear(Event event) {
            drift.hear(event);
            if (event instanceof Event.ProcessStarted started && started.start() > 1) {
                restarted.add(started.node());
            } else if (event instanceof Event.ConfigObserved(_, var node, var moment, var values)
                    && !values.isEmpty()) {
                if (moment == Moment.RUNNING) running.add(node);
                if (moment == Moment.AFTER_RESTART) observed.add(node);
            }
        }

        @Override
        public Verdict verdict() {
            var drifts = drift.found();
            if (!drifts.isEmpty()) {
                return new Verdict.Violated(
                        (drifts.size() == 1 ? "1 directive" : drifts.size() + " directives")
                                + " changed with the restart",
                        drifts.stream()
                                .map(one ->
                                        String.format(
                                                Locale.ROOT,
                                                "%s: %s was '%s', is '%s' (%s)",
                                                one.node(),
                                                one.directive(),
                                                one.before(),
                                                one.after(),
                                                one.blamedLine()))
                                .toList());
            }
            if (observed.isEmpty()) {
                return new Verdict.Inconclusive("no configuration was observed after a restart");
            }
            if (!running.containsAll(observed)) {
                return new Verdict.Inconclusive("no configuration was observed before the restart");
            }
            restarted.removeAll(observed);
            if (!restarted.isEmpty()) {
                return new Verdict.Inconclusive(
                        "the configuration after the restart was not observed on "
                                + String.join(", ", restarted));
            }
            if (drift.compared() == 0) {
                return new Verdict.Inconclusive("no directive was seen both before and after");
            }
            return new Verdict.Held(
                    drift.compared(), drift.compared() + " directives kept their values");
        }
    }
}
