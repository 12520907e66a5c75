package dev.firedrill.reports.render;

import dev.firedrill.reports.incident.LatencyHistory;
import java.util.List;
import java.util.Locale;

/// A latency history in the form of `redis-cli --latency-history`: milliseconds, one line for each
/// window. Unlike there the samples are all operations of the load, each from the moment at which
/// it was due.
public final class LatencyLines {
    private static final double NANOS_PER_SECOND = 1e9;

    private LatencyLines() {}

    /// What is sent where, and how the latencies are summed up.
    public static String title(LatencyHistory history) {
        return String.format(
                Locale.ROOT,
                "Latency of %s in ms, every %.0f s, under %s",
                Text.plain(history.node()),
                history.windowNanos() / NANOS_PER_SECOND,
                Text.plain(history.description()));
    }

    /// One for each window.
    public static List<String> of(LatencyHistory history) {
        return history.windows().stream().map(LatencyLines::line).toList();
    }

    private static String line(LatencyHistory.Window window) {
        String failed =
                window.failed() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %d without success", window.failed());
        return String.format(
                Locale.ROOT,
                "min: %d, max: %d, avg: %.2f (%d samples) -- %.2f seconds range%s",
                window.minMicros() / 1_000,
                window.maxMicros() / 1_000,
                window.averageMicros() / 1_000,
                window.samples(),
                (window.toNanos() - window.fromNanos()) / NANOS_PER_SECOND,
                failed);
    }
}
