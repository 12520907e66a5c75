package dev.firedrill.faults.docker;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.GuardedServers;
import dev.firedrill.faults.lab.LabListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Passwords and renamed commands in containers.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class GuardedServersIT {
    @Test
    void guardedServersAreDrilledLikeOthers() throws Exception {
        try (Cluster cluster = new DockerLab().start(GuardedServers.spec(), LabListener.NOBODY)) {
            GuardedServers.check(cluster);
        }
    }
}
