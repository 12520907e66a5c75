package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.Locale;

/// Hears from a master how long its last resync took: from its decision until the replica streamed
/// again.
final class Resyncs implements LabListener {
    private static final Duration ENDED_MAX = Duration.ofMinutes(1);

    private long decidedNanos;
    private int ended;
    private long tookNanos;

    @Override
    public void reported(long atNanos, NodeId node, NodeEvent event) {
        if (event instanceof NodeEvent.ResyncDecided) {
            decidedNanos = atNanos;
        } else if (event instanceof NodeEvent.ResyncEnded) {
            ended++;
            tookNanos = atNanos - decidedNanos;
        }
    }

    int ended() {
        return ended;
    }

    long tookNanos() {
        return tookNanos;
    }

    /// Waits until `wanted` resyncs have ended since the cluster was started.
    void await(Cluster cluster, int wanted) throws CalibrationFailed {
        if (!cluster.await(ENDED_MAX, () -> ended >= wanted)) {
            throw new CalibrationFailed(
                    String.format(
                            Locale.ROOT,
                            "%d of %d resyncs ended within %d s",
                            ended,
                            wanted,
                            ENDED_MAX.toSeconds()));
        }
    }
}
