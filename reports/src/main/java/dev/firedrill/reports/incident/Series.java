package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What clients and nodes saw, second by second.
///
/// @param p50Millis and `p99Millis`, `maxMillis`: latency of the operations that ended in that
///   second, 0 when none did
/// @param memoryBytes by node
/// @param faults bands in which something was broken
public record Series(
        double[] p50Millis,
        double[] p99Millis,
        double[] maxMillis,
        double[] okPerSecond,
        double[] failedPerSecond,
        Map<String, double[]> memoryBytes,
        List<Band> faults) {

    public record Band(double fromSeconds, double toSeconds, String label) {}

    public int seconds() {
        return p50Millis.length;
    }

    static Series of(List<Event> events) {
        long end = events.isEmpty() ? 0 : events.getLast().atNanos();
        int seconds = (int) (end / 1_000_000_000L) + 1;
        double[] p50 = new double[seconds];
        double[] p99 = new double[seconds];
        double[] max = new double[seconds];
        double[] ok = new double[seconds];
        double[] failed = new double[seconds];
        var memory = new LinkedHashMap<String, double[]>();
        var histogram = new Histogram(3_600_000_000L, 2);
        int current = 0;
        for (Event event : events) {
            int second = (int) Math.min(seconds - 1L, event.atNanos() / 1_000_000_000L);
            if (event instanceof Event.Operation operation) {
                if (second != current) {
                    close(histogram, current, p50, p99, max);
                    current = second;
                }
                if (operation.outcome() == Outcome.OK) {
                    ok[second]++;
                    long micros = (operation.atNanos() - operation.invokedAtNanos()) / 1000;
                    histogram.recordValue(Math.min(3_600_000_000L, Math.max(0, micros)));
                } else {
                    failed[second]++;
                }
            } else if (event instanceof Event.Sampled(_, var node, var fields)) {
                Double used = fields.getOrDefault("rss", fields.get("used_memory"));
                if (used != null) {
                    memory.computeIfAbsent(node, _ -> new double[seconds])[second] = used;
                }
            }
        }
        close(histogram, current, p50, p99, max);
        return new Series(p50, p99, max, ok, failed, memory, bands(events, end));
    }

    private static void close(
            Histogram histogram, int second, double[] p50, double[] p99, double[] max) {
        if (histogram.getTotalCount() > 0) {
            p50[second] = histogram.getValueAtPercentile(50) / 1000.0;
            p99[second] = histogram.getValueAtPercentile(99) / 1000.0;
            max[second] = histogram.getMaxValue() / 1000.0;
            histogram.reset();
        }
    }

    private static List<Band> bands(List<Event> events, long end) {
        var bands = new ArrayList<Band>();
        var open = new LinkedHashMap<String, Long>();
        for (Event event : events) {
            switch (event) {
                case Event.FaultPlanned planned ->
                        open.putIfAbsent(planned.fault(), planned.atNanos());
                case Event.FaultHealed healed -> {
                    Long from = open.remove(healed.fault());
                    if (from != null) {
                        bands.add(new Band(from / 1e9, healed.atNanos() / 1e9, healed.fault()));
                    }
                }
                default -> {
                    // Faults alone make bands.
                }
            }
        }
        open.forEach((fault, from) -> {
            // A lasting change is a moment rather than a band.
            boolean moment = fault.equals("restart") || fault.startsWith("edit");
            bands.add(new Band(from / 1e9, moment ? from / 1e9 + 0.5 : end / 1e9, fault));
        });
        return bands;
    }
}
