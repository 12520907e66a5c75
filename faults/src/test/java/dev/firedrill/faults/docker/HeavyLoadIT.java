package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.HeavyLoads;
import dev.firedrill.faults.lab.LabUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A heavy load from a container of its own does as the simulated one does, and goes with its
/// cluster.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class HeavyLoadIT {
    @AfterEach
    void nothingIsLeft() throws LabUnavailable {
        var left =
                ContainerEngine.connect()
                        .client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .exec()
                        .stream()
                        .map(container -> container.getNames()[0])
                        .filter(name -> name.startsWith("/firedrill-" + HeavyLoads.RUN_ID + "-"))
                        .toList();
        assertThat(left).isEmpty();
    }

    @Test
    void itComesInOverTheLinkOfItsSite() throws Exception {
        HeavyLoads.comesInOverTheLinkOfItsSite(new DockerLab());
    }

    @Test
    void itAuthenticatesAsClientsDo() throws Exception {
        HeavyLoads.authenticatesAsClientsDo(new DockerLab());
    }
}
