package dev.firedrill.faults.sim;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.GuardedServers;
import dev.firedrill.faults.lab.LabListener;
import org.junit.jupiter.api.Test;

/// Passwords and renamed commands in the simulator.
class GuardedServersTest {
    @Test
    void guardedServersAreDrilledLikeOthers() throws Exception {
        try (Cluster cluster = new SimLab().start(GuardedServers.spec(), LabListener.NOBODY)) {
            GuardedServers.check(cluster);
        }
    }
}
