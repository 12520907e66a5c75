package dev.firedrill.faults.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.DoubleSupplier;

/// What a disk is asked to do: one request after the other, each taking the time that it costs when
/// its turn has come. What is written while an fsync waits makes it longer.
final class DiskQueue {
    private static final long CALL_NANOS = 5_000;

    private record Request(DoubleSupplier nanos, Runnable effect) {}

    private final EventQueue events;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private boolean busy;
    private int dropped;

    DiskQueue(EventQueue events) {
        this.events = events;
    }

    /// Behind everything that waits already.
    ///
    /// @param nanos what it costs, asked when its turn has come
    /// @param effect what has happened by then
    void add(DoubleSupplier nanos, Runnable effect) {
        waiting.add(new Request(nanos, effect));
        if (!busy) {
            next();
        }
    }

    private void next() {
        Request request = waiting.poll();
        busy = request != null;
        if (request == null) {
            return;
        }
        int before = dropped;
        events.after(
                CALL_NANOS + (long) request.nanos.getAsDouble(),
                () -> {
                    request.effect.run();
                    if (before == dropped) {
                        next();
                    }
                });
    }

    /// The disk is free from here on. Whoever waits is told, and finds that it was for nothing.
    void dropAll() {
        dropped++;
        busy = false;
        List<Request> rest = List.copyOf(waiting);
        waiting.clear();
        rest.forEach(request -> events.after(0, request.effect));
    }
}
