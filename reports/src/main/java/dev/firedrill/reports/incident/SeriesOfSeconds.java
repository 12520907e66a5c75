package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Adds up what clients and nodes saw, second by second, while it is heard.
final class SeriesOfSeconds {
    private static final long MICROS_MAX = 3_600_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// A number for each second; 0 where nothing was set.
    static final class Numbers {
        private double[] values = new double[64];

        void set(int second, double value) {
            if (second >= values.length) values = Arrays.copyOf(values, second * 2);
            values[second] = value;
        }

        void add(int second, double more) {
            set(second, at(second) + more);
        }

        double at(int second) {
            return second < values.length ? values[second] : 0;
        }

        double[] upTo(int seconds) {
            return Arrays.copyOf(values, seconds);
        }
    }

    /// A fault that goes on until the last of its injections is healed.
    private record Open(String name, long fromNanos, long unhealed) {
        Open withOneHealed() {
            return new Open(name, fromNanos, unhealed - 1);
        }
    }

    private final Numbers p50 = new Numbers();
    private final Numbers p99 = new Numbers();
    private final Numbers max = new Numbers();
    private final Numbers ok = new Numbers();
    private final Numbers failed = new Numbers();
    private final LoadSeconds loads = new LoadSeconds();
    private final Map<String, Numbers> memory = new LinkedHashMap<>();
    private final Histogram latencies = new Histogram(MICROS_MAX, 2);
    private final Map<Integer, Open> open = new TreeMap<>();
    private final List<Series.Band> bands = new ArrayList<>();
    private final List<Series.Mark> marks = new ArrayList<>();
    private int current;
    private long lastNanos;

    void hear(Event event) {
        lastNanos = Math.max(lastNanos, event.atNanos());
        if (event instanceof Event.Operation operation) {
            operation(operation);
        } else if (event instanceof Event.LoadMeasured load) {
            loads.hear(load);
        } else if (event instanceof Event.Sampled(long at, var node, var fields)) {
            Double used = fields.getOrDefault("rss", fields.get("used_memory"));
            if (used != null) {
                memory.computeIfAbsent(node, _ -> new Numbers()).set(second(at), used);
            }
        } else if (event instanceof Event.FaultPlanned planned) {
            planned(planned);
        } else if (event instanceof Event.FaultHealed healed) {
            healed(healed);
        } else if (event instanceof Event.ProcessExited exited) {
            mark(event, exited.node() + " ends (" + exited.cause().word() + ")");
        } else if (event instanceof Event.ProcessStarted started && started.start() > 1) {
            mark(event, started.node() + " starts");
        }
    }

    private void mark(Event event, String label) {
        marks.add(new Series.Mark(event.atNanos() / 1e9, label));
    }

    private void planned(Event.FaultPlanned planned) {
        long unhealed = planned.injections().stream().filter(one -> !one.lasting()).count();
        if (unhealed == 0) {
            // A lasting change is a moment: there is no end to wait for.
            mark(planned, planned.name());
        } else {
            open.put(planned.fault(), new Open(planned.name(), planned.atNanos(), unhealed));
        }
    }

    static int second(long nanos) {
        return (int) (nanos / NANOS_PER_SECOND);
    }

    private void operation(Event.Operation operation) {
        int second = second(operation.atNanos());
        if (second != current) {
            closeSecond();
            current = second;
        }
        if (operation.outcome() == Outcome.OK) {
            ok.add(second, 1);
            long micros = (operation.atNanos() - operation.invokedAtNanos()) / 1000;
            latencies.recordValue(Math.min(MICROS_MAX, Math.max(0, micros)));
        } else {
            failed.add(second, 1);
        }
    }

    private void closeSecond() {
        if (latencies.getTotalCount() == 0) return;
        p50.set(current, latencies.getValueAtPercentile(50) / 1000.0);
        p99.set(current, latencies.getValueAtPercentile(99) / 1000.0);
        max.set(current, latencies.getMaxValue() / 1000.0);
        latencies.reset();
    }

    private void healed(Event.FaultHealed healed) {
        Open fault = open.get(healed.fault());
        if (fault == null) return;
        if (fault.unhealed() > 1) {
            open.put(healed.fault(), fault.withOneHealed());
        } else {
            open.remove(healed.fault());
            bands.add(band(fault, healed.atNanos()));
        }
    }

    private static Series.Band band(Open fault, long toNanos) {
        return new Series.Band(fault.fromNanos() / 1e9, toNanos / 1e9, fault.name());
    }

    Series series() {
        closeSecond();
        int seconds = second(lastNanos) + 1;
        var all = new ArrayList<>(bands);
        open.values().forEach(fault -> all.add(band(fault, lastNanos)));
        var memoryBytes = new LinkedHashMap<String, double[]>();
        memory.forEach((node, numbers) -> memoryBytes.put(node, numbers.upTo(seconds)));
        return new Series(
                loads.p50(p50.upTo(seconds)),
                loads.p99(p99.upTo(seconds)),
                loads.max(max.upTo(seconds)),
                loads.ok(ok.upTo(seconds)),
                loads.failed(failed.upTo(seconds)),
                memoryBytes,
                all,
                List.copyOf(marks));
    }
}
