package dev.firedrill.faults.sim;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.GuardedServers;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import org.junit.jupiter.api.Test;

/// Passwords and renamed commands in the simulator.
class GuardedServersTest {
    /// Hears nothing.
    private static final class Deaf implements LabListener {
        @Override
        public void log(long atNanos, NodeId node, String text) {}

        @Override
        public void started(long atNanos, NodeId node) {}

        @Override
        public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {}
    }

    @Test
    void guardedServersAreDrilledLikeOthers() throws Exception {
        try (Cluster cluster = new SimLab().start(GuardedServers.spec(), new Deaf())) {
            GuardedServers.check(cluster);
        }
    }
}
