package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Looks at the limits under which a process runs.
final class ResourceProbe extends Probe {
    private final ResourceInjection injection;
    private final Cluster cluster;
    private final World.Host host;
    private @Nullable NodeConditions predicted;

    ResourceProbe(World world, Cluster cluster, ResourceInjection injection) {
        this.injection = injection;
        this.cluster = cluster;
        host = world.host(injection.node());
    }

    @Override
    Injection injection() {
        return injection;
    }

    @Override
    void before() {
        // A limit is read, not compared with an earlier one.
    }

    @Override
    void send(InForce inForce) {
        predicted = inForce.node(injection.node(), NodeConditions.undisturbed(host.spec));
    }

    private NodeConditions predicted() {
        return Objects.requireNonNull(predicted);
    }

    @Override
    boolean isStillShown() {
        return switch (injection) {
            case ResourceInjection.CapMemory(_, long bytes) ->
                    predicted().memoryCapBytes().equals(OptionalLong.of(bytes));
            case ResourceInjection.LimitCpu _ -> predicted().cores().isPresent();
        };
    }

    @Override
    boolean over() {
        return true;
    }

    @Override
    Duration atMost() {
        return MEASURE_MAX;
    }

    @Override
    Seen look() {
        return switch (injection) {
            case ResourceInjection.CapMemory _ -> cap();
            case ResourceInjection.LimitCpu _ -> new Seen("all cores", !isStillShown());
        };
    }

    private Seen cap() {
        OptionalLong cap = host.conditions.memoryCapBytes();
        OptionalLong used = cluster.memoryBytes(injection.node());
        String now = used.isPresent() ? used.getAsLong() + " B in use" : "process gone";
        return new Seen(
                (cap.isPresent() ? "cap " + cap.getAsLong() + " B, " : "no cap, ") + now,
                cap.equals(predicted().memoryCapBytes()));
    }
}
