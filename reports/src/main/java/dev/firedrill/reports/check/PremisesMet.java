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
        return "every precondition of the scenario was met";
    }

    @Override
    public Hearing begin() {
        return new Steps();
    }

    private static final class Steps implements Hearing {
        private final List<String> missed = new ArrayList<>();
        private long met;
        private boolean ended;

        @Override
        public void hear(Event event) {
            if (event instanceof Event.VariantEnded) {
                ended = true;
            } else if (event instanceof Event.PremiseObserved premise) {
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

        @Override
        public Verdict verdict() {
            if (!missed.isEmpty()) return new Verdict.Inconclusive(String.join("; ", missed));
            if (!ended) return new Verdict.Inconclusive("the run did not come to its end");
            // That it came to its end is a step as well.
            return new Verdict.Held(met + 1, (met + 1) + " preconditions were met");
        }
    }
}
