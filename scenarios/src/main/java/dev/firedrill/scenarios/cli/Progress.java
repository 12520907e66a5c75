package dev.firedrill.scenarios.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A line on standard error that shows what each variant is doing; nothing where no person looks.
final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";

    private final boolean shown;

    /// The phase of each variant that has not ended; waiting before it begins.
    private final Map<String, String> phases = new LinkedHashMap<>();

    private final long beganNanos = System.nanoTime();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon(true).name("progress").factory());

    /// Wider than that it would wrap, and each drawing would leave a line behind.
    private final int columns;

    Progress(List<String> variants) {
        this(variants, Integer.getInteger("firedrill.columns", 80));
    }

    Progress(List<String> variants, int columns) {
        this.columns = columns;
        variants.forEach(variant -> phases.put(variant, "waiting"));
        // Only the launcher can ask what standard error is.
        shown = Boolean.getBoolean("firedrill.terminal");
        if (shown) {
            timer.scheduleAtFixedRate(this::draw, 0, 200, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void draw() {
        System.err.print(CLEAR + line((System.nanoTime() - beganNanos) / 1e9));
    }

    synchronized String line(double seconds) {
        String line =
                String.format(Locale.ROOT, "%.0f s  ", seconds)
                        + phases.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining(", "));
        return line.length() < columns ? line : line.substring(0, Math.max(1, columns - 4)) + "...";
    }

    synchronized void phase(String variant, String phase) {
        phases.put(variant, phase);
    }

    synchronized void done(String variant) {
        phases.remove(variant);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (shown) {
            synchronized (this) {
                System.err.print(CLEAR);
            }
        }
    }
}
