package dev.firedrill.scenarios.workload;

import dev.firedrill.faults.lab.Cluster;

/// When an operation that is sent now was to be sent: while an open loop makes a call, the moment
/// at which that call was due; at any other time, for what follows an answer, now.
final class DueTime {
    private static final long NONE = -1;

    private final Cluster cluster;
    private long dueNanos = NONE;

    DueTime(Cluster cluster) {
        this.cluster = cluster;
    }

    void during(long nanos, Runnable call) {
        dueNanos = nanos;
        try {
            call.run();
        } finally {
            dueNanos = NONE;
        }
    }

    long nanos() {
        return dueNanos == NONE ? cluster.nowNanos() : dueNanos;
    }
}
