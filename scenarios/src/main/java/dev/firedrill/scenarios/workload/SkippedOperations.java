package dev.firedrill.scenarios.workload;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.function.Consumer;

/// Operations of one load that were due while as many were under way as it may have, recorded once
/// a second: in a journal without them a store that stalls would look like one that is asked less.
/// Lives on the lab's loop.
final class SkippedOperations {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Consumer<Event> journal;
    private long firstDueAtNanos;
    private long lastDueAtNanos;
    private long count;

    SkippedOperations(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /// One was due now.
    void add() {
        lastDueAtNanos = cluster.nowNanos();
        if (count++ == 0) {
            firstDueAtNanos = lastDueAtNanos;
            cluster.after(PERIOD, this::record);
        }
    }

    /// What is not recorded yet.
    void record() {
        if (count > 0) {
            journal.accept(
                    new Event.OperationsSkipped(
                            cluster.nowNanos(), firstDueAtNanos, lastDueAtNanos, count));
            count = 0;
        }
    }
}
