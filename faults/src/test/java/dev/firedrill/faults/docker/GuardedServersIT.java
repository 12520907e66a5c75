package dev.firedrill.faults.docker;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.GuardedServers;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Passwords and renamed commands in containers.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class GuardedServersIT {
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
        try (Cluster cluster = new DockerLab().start(GuardedServers.spec(), new Deaf())) {
            GuardedServers.check(cluster);
        }
    }
}
