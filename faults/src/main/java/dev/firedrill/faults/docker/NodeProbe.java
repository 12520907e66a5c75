package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Looks at a container from outside: its process and its limits.
final class NodeProbe implements Probe {
    private static final Duration PONG_MAX = Tolerance.STANDSTILL;

    private final DockerMachines cluster;
    private final Injection injection;
    private final NodeId node;
    private @Nullable InForce predicted;
    private int exitsBefore;

    NodeProbe(DockerMachines cluster, Injection injection, NodeId node) {
        this.cluster = cluster;
        this.injection = injection;
        this.node = node;
    }

    private NodeContainer container() {
        return cluster.container(node);
    }

    @Override
    public Injection injection() {
        return injection;
    }

    @Override
    public void before() {
        exitsBefore = container().exits();
    }

    @Override
    public void send(InForce inForce) {
        predicted = inForce;
    }

    private NodeConditions conditions() {
        return Objects.requireNonNull(predicted)
                .node(node, NodeConditions.undisturbed(container().spec()));
    }

    @Override
    public boolean isStillShown() {
        return switch (injection) {
            case ProcessInjection on -> isStillShown(on);
            case ResourceInjection.CapMemory(_, long bytes) ->
                    conditions().memoryCapBytes().equals(OptionalLong.of(bytes));
            case ResourceInjection.LimitCpu(_, double cores) ->
                    conditions().cores().orElse(Double.MAX_VALUE) <= cores;
            case LinkInjection _, DiskInjection _, ClockInjection _ -> throw impossible();
        };
    }

    private boolean isStillShown(ProcessInjection on) {
        return switch (on) {
            case ProcessInjection.PauseNode _ -> conditions().paused();
            case ProcessInjection.SuperviseNode(_, var delay) ->
                    conditions().supervisor().equals(Optional.of(delay));
            case ProcessInjection.KillNode _,
                    ProcessInjection.TerminateNode _,
                    ProcessInjection.PowerLoss _ ->
                    false;
        };
    }

    private IllegalStateException impossible() {
        return new IllegalStateException("containers cannot do " + injection.describe());
    }

    @Override
    public Seen look() {
        return switch (injection) {
            case ProcessInjection on -> look(on);
            case ResourceInjection on -> look(on);
            case LinkInjection _, DiskInjection _, ClockInjection _ -> throw impossible();
        };
    }

    private Seen look(ProcessInjection on) {
        return switch (on) {
            case ProcessInjection.KillNode _, ProcessInjection.TerminateNode _ -> gone();
            case ProcessInjection.PauseNode _ -> paused();
            case ProcessInjection.SuperviseNode _ ->
                    new Seen(
                            container()
                                    .conditions()
                                    .supervisor()
                                    .map(delay -> "supervised: after " + delay.toMillis() + " ms")
                                    .orElse("supervised: false"),
                            container()
                                    .conditions()
                                    .supervisor()
                                    .equals(conditions().supervisor()));
            case ProcessInjection.PowerLoss _ -> throw impossible();
        };
    }

    private Seen gone() {
        boolean ended = container().exits() > exitsBefore;
        return new Seen(
                ended
                        ? "exit code " + container().exitCode()
                        : cluster.running(node) ? "the process runs" : "it did not run before",
                ended);
    }

    private Seen paused() {
        if (!cluster.running(node)) {
            return new Seen("the process is gone", !conditions().paused());
        }
        Optional<Reply> pong = cluster.admin(node, PONG_MAX, List.of("PING"));
        return new Seen(
                pong.map(Reply::describe).orElse("no PONG within " + PONG_MAX.toMillis() + " ms"),
                pong.isEmpty() == conditions().paused());
    }

    private Seen look(ResourceInjection on) {
        return switch (on) {
            case ResourceInjection.CapMemory(_, long bytes) -> cap(bytes);
            case ResourceInjection.LimitCpu(_, double cores) -> {
                Long nanos = container().inspect().getHostConfig().getNanoCPUs();
                double seen = nanos == null ? 0 : nanos / 1e9;
                double wanted = isStillShown() ? conditions().cores().orElseThrow() : cores;
                yield new Seen(
                        String.format(Locale.ROOT, "%.2f cores", seen),
                        (Math.abs(seen - wanted) <= Tolerance.CORES) == isStillShown());
            }
        };
    }

    private Seen cap(long bytes) {
        Long memory = container().inspect().getHostConfig().getMemory();
        long cap = memory == null ? 0 : memory;
        OptionalLong used = cluster.memoryBytes(node);
        String now = used.isPresent() ? used.getAsLong() + " B in use" : "process gone";
        OptionalLong wanted = conditions().memoryCapBytes();
        boolean refused =
                wanted.isPresent()
                        && cap != wanted.getAsLong()
                        && used.orElse(0) > wanted.getAsLong();
        return new Seen(
                String.format(Locale.ROOT, "cap %d B, %s", cap, now)
                        + (refused ? ": the kernel refuses a cap below that" : ""),
                wanted.isPresent() ? cap == wanted.getAsLong() : cap != bytes);
    }
}
