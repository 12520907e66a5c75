package dev.firedrill.engine.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Events that took longer than `latency-monitor-threshold`: the last 160 samples of each.
final class LatencyMonitor {
    private static final int SAMPLES_MAX = 160;

    record Sample(long unixSeconds, long millis) {}

    /// What is known of one kind of event.
    static final class Event {
        private final List<Sample> samples = new ArrayList<>();
        private long millisMax;

        List<Sample> samples() {
            return samples;
        }

        Sample latest() {
            return samples.getLast();
        }

        long millisMax() {
            return millisMax;
        }

        /// Within one second the longest counts.
        private void add(Sample sample) {
            millisMax = Math.max(millisMax, sample.millis());
            if (!samples.isEmpty() && latest().unixSeconds() == sample.unixSeconds()) {
                if (sample.millis() > latest().millis()) {
                    samples.set(samples.size() - 1, sample);
                }
                return;
            }
            if (samples.size() == SAMPLES_MAX) {
                samples.removeFirst();
            }
            samples.add(sample);
        }
    }

    private final NodeContext node;
    private final TreeMap<String, Event> events = new TreeMap<>();

    LatencyMonitor(NodeContext node) {
        this.node = node;
    }

    /// @param nanos how long it took; kept if that is above the threshold
    void took(String event, long nanos) {
        long threshold = node.settings.latencyThresholdMillis;
        long millis = nanos / 1_000_000L;
        if (threshold > 0 && millis >= threshold) {
            events.computeIfAbsent(event, _ -> new Event())
                    .add(new Sample(node.nowSeconds(), millis));
        }
    }

    Map<String, Event> events() {
        return events;
    }

    @Nullable Event event(String name) {
        return events.get(name);
    }

    int reset() {
        int count = events.size();
        events.clear();
        return count;
    }

    boolean reset(String name) {
        return events.remove(name) != null;
    }
}
