package dev.firedrill.faults.docker.mesh;

import dev.firedrill.faults.lab.LinkConditions;
import java.time.Duration;

/// One link of the mesh: what it should be now, and whether a long cut has left its proxies stuck.
final class MeshLink {
    /// Beyond this Toxiproxy may lose a chunk when it goes on with a connection that was held.
    private static final Duration STALE = Duration.ofSeconds(5);

    private final LinkConditions baseline;
    private LinkConditions conditions;
    private long cutAtNanos;
    private boolean stale;

    MeshLink(LinkConditions baseline) {
        this.baseline = baseline;
        conditions = baseline;
    }

    LinkConditions baseline() {
        return baseline;
    }

    LinkConditions conditions() {
        return conditions;
    }

    void become(LinkConditions wanted, long nowNanos) {
        if (wanted.cut() && !conditions.cut()) {
            cutAtNanos = nowNanos;
        }
        if (conditions.cut() && !wanted.cut()) {
            stale |= nowNanos - cutAtNanos > STALE.toNanos();
        }
        conditions = wanted;
    }

    /// Whether a long cut has been healed: connections that their ends gave up meanwhile are stuck
    /// in Toxiproxy, and so would be any change of their toxics.
    boolean stale() {
        return stale;
    }

    void fresh() {
        stale = false;
    }
}
