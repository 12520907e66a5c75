package dev.firedrill.faults.sim;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.PriorityQueue;

/// Virtual time: what is due next happens next, and what is due at the same moment happens in the
/// order in which it was asked for. That order is what makes a run repeat byte for byte.
final class EventQueue {
    private record Due(long atNanos, long sequence, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>(1024);
    private long nowNanos;
    private long sequence;

    long nowNanos() {
        return nowNanos;
    }

    void at(long atNanos, Runnable task) {
        queue.add(new Due(Math.max(atNanos, nowNanos), sequence++, task));
    }

    void after(long delayNanos, Runnable task) {
        at(nowNanos + delayNanos, task);
    }

    /// Lets everything happen up to that moment, and the clock stand there.
    void runUntil(long untilNanos) {
        check(untilNanos >= nowNanos, "time cannot run backwards");
        while (true) {
            Due next = queue.peek();
            if (next == null || next.atNanos() > untilNanos) {
                nowNanos = untilNanos;
                return;
            }
            queue.poll();
            nowNanos = next.atNanos();
            next.task().run();
        }
    }
}
