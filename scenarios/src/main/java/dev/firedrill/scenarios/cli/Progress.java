package dev.firedrill.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A line on standard error that shows that work goes on; nothing where no person looks.
final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";

    private final boolean shown;
    private final List<String> running;
    private final long beganNanos = System.nanoTime();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon(true).name("progress").factory());

    Progress(List<String> variants) {
        running = new ArrayList<>(variants);
        shown = isTerminal();
        if (shown) {
            timer.scheduleAtFixedRate(this::draw, 0, 200, TimeUnit.MILLISECONDS);
        }
    }

    // There is none when the streams are redirected, whatever newer releases promise.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private synchronized void draw() {
        System.err.print(
                CLEAR
                        + "%.0f s  running: %s"
                                .formatted(
                                        (System.nanoTime() - beganNanos) / 1e9,
                                        String.join(", ", running)));
    }

    synchronized void done(String variant) {
        running.remove(variant);
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
