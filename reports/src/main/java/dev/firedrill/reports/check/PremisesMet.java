package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the scenario takes for granted was so: else what the other judges saw is about another
/// drill than the one that was written down.
public record PremisesMet() implements Checker {
    @Override
    public String name() {
        return "premises-met";
    }

    @Override
    public String property() {
        return "every step of the drill went as it is written";
    }

    @Override
    public Verdict check(List<Event> history) {
        long met = 0;
        var missed = new ArrayList<String>();
        for (Event event : history) {
            if (event instanceof Event.PremiseObserved premise) {
                if (premise.met()) {
                    met++;
                } else {
                    missed.add(
                            String.format(
                                    Locale.ROOT,
                                    "%.3f s: %s: %s",
                                    premise.atNanos() / 1e9,
                                    premise.premise(),
                                    premise.seen()));
                }
            }
        }
        return missed.isEmpty()
                ? new Verdict.Held(met, met + " steps were seen to succeed")
                : new Verdict.Inconclusive(String.join("; ", missed));
    }
}
