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
    /// What the gauge reports then was read after the question: it reports every second.
    private static final Duration GAUGE_LAG = Duration.ofSeconds(3);

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
        return conditions().paused() ? standsStill() : runsAgain();
    }

    /// A busy server answers nothing for a while too: the engine has to say so as well.
    private Seen standsStill() {
        Optional<Reply> pong = ping(Tolerance.STANDSTILL);
        boolean paused = Boolean.TRUE.equals(container().inspect().getState().getPaused());
        return new Seen(
                pong.map(Reply::describe).orElse(none(Tolerance.STANDSTILL))
                        + (paused ? "" : ", and the engine of Docker calls it running"),
                pong.isEmpty() && paused);
    }

    /// A server whose clients have waited may be too busy to answer; it uses processor time then,
    /// as one that stands still does not.
    private Seen runsAgain() {
        Optional<Reply> pong = ping(GAUGE_LAG);
        long before = container().processorNanos().orElse(Long.MAX_VALUE);
        if (pong.isEmpty()) {
            pong = ping(Tolerance.RESUMED.minus(GAUGE_LAG));
        }
        if (pong.isPresent()) {
            return new Seen(pong.get().describe(), true);
        }
        long used = container().processorNanos().orElse(0) - before;
        return new Seen(
                none(Tolerance.RESUMED)
                        + (used > 0 ? ", but " + Probe.millis(used) + " of processor time" : ""),
                used > 0);
    }

    private Optional<Reply> ping(Duration atMost) {
        return cluster.admin(node, atMost, List.of("PING"));
    }

    private static String none(Duration within) {
        return "no PONG within " + within.toMillis() + " ms";
    }

    private Seen look(ResourceInjection on) {
        return switch (on) {
            case ResourceInjection.CapMemory(_, long bytes) -> cap(bytes);
            case ResourceInjection.LimitCpu(_, double cores) -> {
                double seen = CpuQuota.coresOf(container().inspect().getHostConfig());
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
