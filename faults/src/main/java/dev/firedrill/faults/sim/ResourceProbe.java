package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.lab.OneShotCommand;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Looks at the limits under which a process runs: at its cap, and at how long its work takes.
final class ResourceProbe extends Probe {
    private final ResourceInjection injection;
    private final Cluster cluster;
    private final World.Host host;
    private @Nullable NodeConditions predicted;
    private boolean begins;
    private @Nullable ServerProcess worker;
    private ProcessorTime earlier = ProcessorTime.NONE;
    private @Nullable OneShotCommand work;
    private @Nullable ClientConnection connection;

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
        begins = true;
    }

    @Override
    void send(InForce inForce) {
        predicted = inForce.node(injection.node(), NodeConditions.undisturbed(host.spec));
        switch (injection) {
            case ResourceInjection.CapMemory _ -> {
                // A cap is read.
            }
            case ResourceInjection.LimitCpu(var node, _) -> {
                ServerProcess process = host.process;
                worker = process;
                earlier = process == null ? ProcessorTime.NONE : process.processorTime();
                var ping = new OneShotCommand(List.of("PING"));
                work = ping;
                connection = cluster.connectAsOperator(node, ping);
            }
        }
    }

    private NodeConditions predicted() {
        return Objects.requireNonNull(predicted);
    }

    @Override
    boolean isStillShown() {
        return switch (injection) {
            case ResourceInjection.CapMemory(_, long bytes) ->
                    predicted().memoryCapBytes().equals(OptionalLong.of(bytes));
            case ResourceInjection.LimitCpu(_, double cores) ->
                    predicted().cores().orElse(Double.MAX_VALUE) <= cores;
        };
    }

    @Override
    boolean over() {
        OneShotCommand asked = work;
        return asked == null || asked.over();
    }

    @Override
    Duration atMost() {
        return MEASURE_MAX;
    }

    @Override
    Seen look() {
        return switch (injection) {
            case ResourceInjection.CapMemory _ -> cap();
            case ResourceInjection.LimitCpu _ -> share();
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

    /// A process has one thread: a quota of a whole core or more takes nothing from it.
    private static double share(NodeConditions conditions) {
        return Math.min(1, conditions.cores().orElse(1));
    }

    private Seen share() {
        double wanted = share(predicted());
        double seen = share(host.conditions);
        String measured = "no work was done; the host gives %.2f cores";
        ServerProcess process = host.process;
        if (process != null && Objects.requireNonNull(work).answer().isPresent()) {
            ProcessorTime before = process.equals(worker) ? earlier : ProcessorTime.NONE;
            ProcessorTime taken = process.processorTime().since(before);
            seen = taken.share();
            measured =
                    "%.2f cores: work of "
                            + millis((long) taken.neededNanos())
                            + " took "
                            + millis((long) taken.takenNanos());
        }
        boolean inVain = begins && wanted >= 1;
        return new Seen(
                String.format(Locale.ROOT, measured, seen),
                Math.abs(seen - wanted) <= Tolerance.CORES && !inVain);
    }

    @Override
    void drop() {
        ClientConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
