package dev.firedrill.faults.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.DoubleSupplier;

/// The requests of a disk, served one at a time in order of arrival. The cost of a request is
/// computed when its turn comes: data that is written while an fsync waits makes the fsync take
/// longer.
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

    /// Adds a request at the end of the queue.
    ///
    /// @param nanos computes its cost when its turn comes
    /// @param effect runs when the request is finished
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

    /// Drops every request: the disk is idle from here on. The effects of the waiting requests
    /// still run; each has to find out itself that its request was dropped.
    void dropAll() {
        dropped++;
        busy = false;
        List<Request> rest = List.copyOf(waiting);
        waiting.clear();
        rest.forEach(request -> events.after(0, request.effect));
    }
}
