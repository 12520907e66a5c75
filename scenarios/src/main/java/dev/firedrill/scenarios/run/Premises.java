package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.reports.history.Event;
import java.util.function.Consumer;

/// Takes down what a scenario relies on: one that is not met makes the run inconclusive.
final class Premises {
    private final Cluster cluster;
    private final Consumer<Event> journal;

    Premises(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /// @param seen what was seen last
    void observed(String premise, boolean met, String seen) {
        journal.accept(new Event.PremiseObserved(cluster.nowNanos(), premise, met, seen));
    }
}
