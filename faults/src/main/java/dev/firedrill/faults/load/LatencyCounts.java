package dev.firedrill.faults.load;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// How many took how long: by microseconds, each within 1 % of what was measured.
public record LatencyCounts(SortedMap<Long, Long> byMicros) {
    public static final LatencyCounts NONE = new LatencyCounts(new TreeMap<>());

    /// Two digits: within 1 %.
    static final int DIGITS = 2;

    static final long MICROS_MAX = 3_600_000_000L;

    public LatencyCounts {
        byMicros = Collections.unmodifiableSortedMap(new TreeMap<>(byMicros));
    }

    static LatencyCounts of(Histogram histogram) {
        var counts = new TreeMap<Long, Long>();
        for (var one : histogram.recordedValues()) {
            long micros = histogram.medianEquivalentValue(one.getValueIteratedTo());
            counts.put(micros, one.getCountAddedInThisIterationStep());
        }
        return new LatencyCounts(counts);
    }

    /// Of nanoseconds.
    static Histogram empty() {
        return new Histogram(MICROS_MAX, DIGITS);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1_000, 0, MICROS_MAX));
    }

    Histogram histogram() {
        Histogram histogram = empty();
        byMicros.forEach(histogram::recordValueWithCount);
        return histogram;
    }

    public long count() {
        return byMicros.values().stream().mapToLong(Long::longValue).sum();
    }
}
