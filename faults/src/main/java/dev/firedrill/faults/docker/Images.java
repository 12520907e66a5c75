package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.target.Dialect;
import java.util.List;

/// The images of the lab itself, as `docker/images` makes them.
final class Images {
    static final String TOXIPROXY = "firedrill/toxiproxy:local";

    /// Without which no cluster can be started; that of the engine also carries the cgroup tool.
    static final List<String> ALWAYS = List.of(Dialect.ENGINE_IMAGE, TOXIPROXY);

    private Images() {}
}
