package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    public Verdict check(List<Event> history) {
        Event.ConvergenceObserved seen = null;
        int nodes = 2;
        var datasets = new ArrayList<Event.DatasetObserved>();
        for (Event event : history) {
            switch (event) {
                case Event.VariantBegan began -> nodes = began.nodes().size();
                case Event.ConvergenceObserved observed -> seen = observed;
                case Event.DatasetObserved dataset when dataset.moment().equals(Moment.FINAL) ->
                        datasets.add(dataset);
                default -> {
                    // Not about the end.
                }
            }
        }
        if (seen == null) {
            return new Verdict.Inconclusive("the run ended before convergence was looked at");
        }
        if (!seen.converged()) {
            return new Verdict.Violated(
                    String.format(
                            Locale.ROOT,
                            "the nodes did not converge within %.0f s",
                            seen.tookNanos() / 1e9),
                    List.of("last seen: " + seen.lastSeen()));
        }
        if (datasets.size() < nodes) {
            return new Verdict.Inconclusive(
                    String.format(
                            Locale.ROOT,
                            "the datasets of %d of %d nodes were compared",
                            datasets.size(),
                            nodes));
        }
        return compare(datasets, seen);
    }

    private static Verdict compare(
            List<Event.DatasetObserved> datasets, Event.ConvergenceObserved seen) {
        var first = datasets.getFirst();
        var differing = new ArrayList<String>();
        for (var dataset : datasets) {
            if (dataset.digest().isEmpty()) {
                return new Verdict.Inconclusive(dataset.node() + " told no digest of its data");
            }
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
            if (!dataset.digest().equals(first.digest())) {
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
        }
        if (!differing.isEmpty()) {
            return new Verdict.Violated("nodes hold different data", differing);
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
