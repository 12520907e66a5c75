package dev.firedrill.faults.sim;

import dev.firedrill.faults.lab.HeavyLoads;
import org.junit.jupiter.api.Test;

/// A heavy load of simulated clients; the same is asked of the one in a container.
class HeavyLoadTest {
    @Test
    void itComesInOverTheLinkOfItsSite() throws Exception {
        HeavyLoads.comesInOverTheLinkOfItsSite(new SimLab());
    }

    @Test
    void itAuthenticatesAsClientsDo() throws Exception {
        HeavyLoads.authenticatesAsClientsDo(new SimLab());
    }
}
