package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// After everything is healed all nodes come to hold the same data at the same place of the same
/// history, within a bound.
public record Converged() implements Checker {
    @Override
    public String name() {
        return "converged";
    }

    @Override
    public String property() {
        return "all nodes converge to one dataset";
    }

    @Override
    public Hearing begin() {
        return new FinalState();
    }

    private static final class FinalState implements Hearing {
        private final Map<String, Event.DatasetObserved> datasets = new TreeMap<>();
        private List<String> nodes = List.of();
        private Event.@Nullable ConvergenceObserved seen;

        @Override
        public void hear(Event event) {
            if (event instanceof Event.VariantBegan began) {
                nodes = began.nodes();
            } else if (event instanceof Event.ConvergenceObserved observed) {
                seen = observed;
            } else if (event instanceof Event.DatasetObserved dataset
                    && dataset.moment() == Moment.FINAL) {
                datasets.put(dataset.node(), dataset);
            }
        }

        @Override
        public Verdict verdict() {
            Event.ConvergenceObserved observed = seen;
            if (observed == null) {
                return new Verdict.Inconclusive("the run ended before convergence was looked at");
            }
            if (!observed.converged()) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "the nodes did not converge within %.0f s",
                                observed.tookNanos() / 1e9),
                        List.of("last seen: " + observed.lastSeen()));
            }
            var missing = new ArrayList<>(nodes);
            missing.removeAll(datasets.keySet());
            if (!missing.isEmpty() || datasets.size() < 2) {
                return new Verdict.Inconclusive(
                        "the datasets of not all nodes were compared; missing: "
                                + String.join(", ", missing));
            }
            return compare(List.copyOf(datasets.values()), observed);
        }

        private static Verdict compare(
                List<Event.DatasetObserved> datasets, Event.ConvergenceObserved seen) {
            var first = datasets.getFirst();
            var differing = new ArrayList<String>();
            for (var dataset : datasets) {
                if (dataset.digest().isEmpty()) {
                    return new Verdict.Inconclusive(dataset.node() + " told no digest of its data");
                }
                if (dataset.digest().equals(first.digest())) continue;
                // At two places of one history two datasets may differ and both be right.
                if (dataset.offset() != first.offset()) {
                    return new Verdict.Inconclusive(
                            String.format(
                                    Locale.ROOT,
                                    "the datasets were not seen at one offset: %s at %d, %s at %d",
                                    dataset.node(),
                                    dataset.offset(),
                                    first.node(),
                                    first.offset()));
                }
                differing.add(
                        String.format(
                                Locale.ROOT,
                                "%s has digest %s, %s has %s at offset %d",
                                dataset.node(),
                                dataset.digest(),
                                first.node(),
                                first.digest(),
                                first.offset()));
            }
            if (!differing.isEmpty()) {
                return new Verdict.Violated("nodes hold different data", differing);
            }
            if (datasets.stream().allMatch(dataset -> dataset.keys() == 0)) {
                return new Verdict.Inconclusive(
                        "every node is empty: there was nothing to compare");
            }
            return new Verdict.Held(
                    datasets.size(),
                    String.format(
                            Locale.ROOT,
                            "%d nodes equal after %.1f s",
                            datasets.size(),
                            seen.tookNanos() / 1e9));
        }
    }
}
