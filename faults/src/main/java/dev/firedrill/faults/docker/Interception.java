package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.firedrill.faults.lab.LabUnavailable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether this machine allows a container to intercept what a server asks of its kernel. Found out
/// once per process, by trying.
///
/// @param tracing why system calls cannot be intercepted; empty when they can
/// @param clock why a process cannot be given another clock; empty when it can
record Interception(Optional<String> tracing, Optional<String> clock) {
    private static @Nullable Interception known;

    static Interception of(SideContainers beside) {
        return new Interception(Tracing.refusal(beside), Clocks.refusal(beside));
    }

    /// Why it cannot be done, as far as this machine can be asked: without an engine or its image
    /// no cluster starts, for a reason of its own.
    static synchronized Optional<String> refusal(boolean ofClock) {
        if (known == null) {
            try {
                var client = ContainerEngine.connect().client();
                known = of(new SideContainers(client, new ClusterResources(client, "check")));
            } catch (LabUnavailable | DockerException unknown) {
                return Optional.empty();
            }
        }
        return ofClock ? known.tracing.or(known::clock) : known.tracing;
    }
}
