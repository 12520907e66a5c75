package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Sums up the intervals of each heavy load that has a rate.
final class LatencyHistories {
    private static final long MICROS_MAX = 3_600_000_000L;

    /// What is left of a window's time may be less than an interval by this: intervals end a little
    /// late.
    private static final double FULL = 0.98;

    private static final class One {
        final Event.LoadBegan began;
        final List<LatencyHistory.Window> windows = new ArrayList<>();
        final Histogram latencies = new Histogram(MICROS_MAX, 2);
        long fromNanos = -1;
        long toNanos;
        long due;
        long failed;
        double sumMicros;
        long minMicros = MICROS_MAX;
        long maxMicros;

        One(Event.LoadBegan began) {
            this.began = began;
        }

        void hear(Event.LoadMeasured measured) {
            if (fromNanos < 0) fromNanos = measured.fromNanos();
            toNanos = measured.toNanos();
            due += measured.due();
            failed += measured.refused() + measured.unanswered();
            for (Map.Entry<Long, Long> one : measured.latencyMicros().entrySet()) {
                latencies.recordValueWithCount(Math.min(MICROS_MAX, one.getKey()), one.getValue());
                sumMicros += (double) one.getKey() * one.getValue();
                minMicros = Math.min(minMicros, one.getKey());
                maxMicros = Math.max(maxMicros, one.getKey());
            }
            if (toNanos - fromNanos >= FULL * began.windowNanos()) close();
        }

        void close() {
            if (fromNanos < 0) return;
            long samples = latencies.getTotalCount();
            windows.add(
                    new LatencyHistory.Window(
                            fromNanos,
                            toNanos,
                            samples,
                            samples == 0 ? 0 : minMicros,
                            maxMicros,
                            samples == 0 ? 0 : sumMicros / samples,
                            samples == 0 ? 0 : latencies.getValueAtPercentile(99),
                            due,
                            failed));
            fromNanos = -1;
            due = 0;
            failed = 0;
            sumMicros = 0;
            minMicros = MICROS_MAX;
            maxMicros = 0;
            latencies.reset();
        }
    }

    private final Map<Integer, One> loads = new TreeMap<>();

    void hear(Event event) {
        if (event instanceof Event.LoadBegan began && began.perSecond().isPresent()) {
            loads.put(began.load(), new One(began));
        } else if (event instanceof Event.LoadMeasured measured) {
            One load = loads.get(measured.load());
            if (load != null) load.hear(measured);
        }
    }

    List<LatencyHistory> histories() {
        var all = new ArrayList<LatencyHistory>();
        for (One load : loads.values()) {
            load.close();
            all.add(
                    new LatencyHistory(
                            load.began.node(),
                            load.began.description(),
                            load.began.windowNanos(),
                            load.windows));
        }
        return all;
    }
}
