package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import java.util.Map;
import java.util.TreeMap;

/// Everything is read back once: at the end of a run, or after one restart of one node.
final class ReadingRound {
    private final int number;
    private final Map<String, Event.DatasetRead> datasets = new TreeMap<>();
    private long firstReadAtNanos = Long.MAX_VALUE;

    ReadingRound(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// What was acknowledged later need not be read.
    long firstReadAtNanos() {
        return firstReadAtNanos;
    }

    void begins(long atNanos) {
        firstReadAtNanos = Math.min(firstReadAtNanos, atNanos);
    }

    /// A dataset that is read from several nodes must be whole on each.
    void read(Event.DatasetRead read) {
        begins(read.atNanos());
        datasets.merge(
                read.dataset(), read, (one, other) -> other.intact() < one.intact() ? other : one);
    }

    Map<String, Event.DatasetRead> datasets() {
        return datasets;
    }
}
