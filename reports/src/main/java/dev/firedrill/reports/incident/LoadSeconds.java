package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.incident.SeriesOfSeconds.Numbers;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What heavy loads saw, second by second. Where there is one, its percentiles stand for all
/// clients': it has by far the most operations.
final class LoadSeconds {
    private static final long MICROS_MAX = 3_600_000_000L;

    private final Numbers p50 = new Numbers();
    private final Numbers p99 = new Numbers();
    private final Numbers max = new Numbers();
    private final Numbers ok = new Numbers();
    private final Numbers failed = new Numbers();

    void hear(Event.LoadMeasured load) {
        int second = SeriesOfSeconds.second(load.fromNanos());
        ok.add(second, (double) load.answered());
        failed.add(second, (double) load.refused() + load.unanswered());
        if (load.latencyMicros().isEmpty()) return;
        Histogram latencies = histogram(load.latencyMicros());
        p50.set(second, Math.max(p50.at(second), latencies.getValueAtPercentile(50) / 1000.0));
        p99.set(second, Math.max(p99.at(second), latencies.getValueAtPercentile(99) / 1000.0));
        max.set(second, Math.max(max.at(second), latencies.getMaxValue() / 1000.0));
    }

    private static Histogram histogram(Map<Long, Long> micros) {
        var histogram = new Histogram(MICROS_MAX, 2);
        micros.forEach((value, count) ->
                histogram.recordValueWithCount(Math.min(MICROS_MAX, value), count));
        return histogram;
    }

    double[] p50(double[] recorded) {
        return instead(p50, recorded);
    }

    double[] p99(double[] recorded) {
        return instead(p99, recorded);
    }

    private static double[] instead(Numbers loads, double[] recorded) {
        for (int i = 0; i < recorded.length; i++) {
            if (loads.at(i) > 0) recorded[i] = loads.at(i);
        }
        return recorded;
    }

    double[] max(double[] recorded) {
        for (int i = 0; i < recorded.length; i++) {
            recorded[i] = Math.max(recorded[i], max.at(i));
        }
        return recorded;
    }

    double[] ok(double[] recorded) {
        return sum(ok, recorded);
    }

    double[] failed(double[] recorded) {
        return sum(failed, recorded);
    }

    private static double[] sum(Numbers loads, double[] recorded) {
        for (int i = 0; i < recorded.length; i++) {
            recorded[i] += loads.at(i);
        }
        return recorded;
    }
}
