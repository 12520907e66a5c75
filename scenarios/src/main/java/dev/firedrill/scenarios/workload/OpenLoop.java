package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import java.time.Duration;

/// Calls something so many times per second, open loop: a call is made when it is due, however slow
/// the cluster is, and what it sends is timed from when it was due, however late the lab's loop is
/// (no coordinated omission). Everything happens on that loop.
public final class OpenLoop {
    /// For the connections to be made.
    private static final Duration LEAD = Duration.ofMillis(200);

    private final Cluster cluster;
    private final Prng prng;
    private final long intervalNanos;
    private final Runnable call;
    private final SkippedOperations skipped;
    private final DueTime due;
    private long dueNanos;
    private boolean ended;

    OpenLoop(
            Cluster cluster,
            Prng prng,
            int perSecond,
            Runnable call,
            SkippedOperations skipped,
            DueTime due) {
        this.cluster = cluster;
        this.prng = prng;
        this.call = call;
        this.skipped = skipped;
        this.due = due;
        intervalNanos = 1_000_000_000L / perSecond;
    }

    void start() {
        dueNanos = cluster.nowNanos() + LEAD.toNanos();
        cluster.after(LEAD, this::next);
    }

    private void next() {
        if (ended) {
            return;
        }
        due.during(dueNanos, call);
        long jitter = prng.nextLong(intervalNanos) - intervalNanos / 2;
        // Counted from when this one was due: a late timer makes no slower load.
        dueNanos += intervalNanos + jitter;
        cluster.after(Duration.ofNanos(Math.max(0, dueNanos - cluster.nowNanos())), this::next);
    }

    /// Says that the present call begins nothing, because as much is under way as this load may
    /// have: every key has a write, or the client waits for many answers. It is recorded: a store
    /// that stalls must not look like one that is asked less.
    public void skipped() {
        skipped.add();
    }

    /// No call is made any more.
    public void end() {
        ended = true;
        skipped.record();
    }
}
