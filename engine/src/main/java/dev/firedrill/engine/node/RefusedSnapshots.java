package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.replication.ReplicationId;

/// When a replica may ask again for a snapshot that it could not take: after 1, 2, 4... seconds,
/// and at most a minute.
///
/// A snapshot with a value that this server does not know, or of a newer format, or that the disk
/// has no room for, will not be better in a second, and each one costs the master a save of its
/// whole dataset. redis-server asks again each second. The delay begins anew with another history,
/// with REPLICAOF and with CONFIG SET, which may have mended the cause.
///
/// There is no jitter: replicas that were refused one snapshot come back together, and share the
/// next.
final class RefusedSnapshots {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long DELAY_SECONDS_MAX = 60;

    /// A dataset that has shrunk is the master's mistake, which people have to mend.
    private static final long SHRUNK_SECONDS_MIN = 10;

    private final NodeContext node;
    private ReplicationId history = ReplicationId.NONE;
    private int inARow;

    RefusedSnapshots(NodeContext node) {
        this.node = node;
    }

    /// @param master the history that it was a snapshot of
    /// @return the earliest time of the next attempt
    long refused(ReplicationId master) {
        return again(master, 1);
    }

    long shrunk(ReplicationId master) {
        return again(master, SHRUNK_SECONDS_MIN);
    }

    private long again(ReplicationId master, long secondsMin) {
        inARow = master.equals(history) ? inARow + 1 : 1;
        history = master;
        long doubled = 1L << Math.min(inARow - 1, 30);
        long seconds = Math.max(secondsMin, Math.min(doubled, DELAY_SECONDS_MAX));
        long delayNanos = seconds * NANOS_PER_SECOND;
        node.report(new NodeEvent.ResyncDelayed(inARow, delayNanos));
        return node.nowNanos + delayNanos;
    }

    /// One was taken, or the reason for refusing may be gone.
    void forget() {
        inARow = 0;
    }
}
