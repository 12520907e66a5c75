package dev.firedrill.faults.docker;

import dev.firedrill.faults.lab.Target;
import java.util.List;

/// The images of the lab, as `docker/images` makes them.
final class Images {
    static final String ENGINE = "firedrill/engine:local";
    static final String TOXIPROXY = "firedrill/toxiproxy:local";
    static final String REDIS = "firedrill/redis:7.0";

    /// Without which no cluster can be started; [#ENGINE] also carries the cgroup tool.
    static final List<String> ALWAYS = List.of(ENGINE, TOXIPROXY);

    private Images() {}

    static String of(Target target) {
        return switch (target) {
            case FIREDRILL -> ENGINE;
            case REDIS -> REDIS;
            case VALKEY -> throw new IllegalArgumentException("no image for " + target);
        };
    }
}
