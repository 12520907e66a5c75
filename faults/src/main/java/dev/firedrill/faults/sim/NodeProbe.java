package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Looks at a process, its memory cap and its clock from outside.
final class NodeProbe extends Probe {
    private static final double MILLION = 1e6;

    private final NodeId node;
    private int startsBefore;
    private int exitsBefore;
    private long clockBefore;
    private long sentAtNanos;
    private long clockAtSend;
    private boolean secondPassed;

    NodeProbe(SimCluster cluster, SimHandle handle, NodeId node) {
        super(cluster, handle);
        this.node = node;
    }

    private World.Host host() {
        return cluster.world().host(node);
    }

    /// How far the node's clock is ahead of virtual time.
    private long clockAhead() {
        return cluster.world().wallClockNanos(node) - cluster.nowNanos();
    }

    @Override
    void before() {
        startsBefore = host().starts;
        exitsBefore = host().exits;
        clockBefore = clockAhead();
    }

    @Override
    void send() {
        sentAtNanos = cluster.nowNanos();
        clockAtSend = clockAhead();
        if (injection instanceof Injection.DriftClock) {
            cluster.after(MEASURE_MAX, () -> secondPassed = true);
        }
    }

    @Override
    boolean over() {
        return !(injection instanceof Injection.DriftClock) || secondPassed;
    }

    @Override
    Duration atMost() {
        return MEASURE_MAX;
    }

    @Override
    Seen look() {
        return switch (injection) {
            case Injection.KillNode _, Injection.TerminateNode _, Injection.PowerLoss _ -> {
                int exits = host().exits - exitsBefore;
                yield new Seen(exits > 0 ? "the process ended" : "the process runs", exits > 0);
            }
            case Injection.RestartNode _, Injection.RestartNodeWith _ ->
                    new Seen("start number " + host().starts, host().starts > startsBefore);
            case Injection.PauseNode _ -> {
                Optional<Reply> pong = cluster.admin(node, Duration.ofMillis(500), List.of("PING"));
                yield new Seen(
                        pong.map(Reply::describe).orElse("no PONG within 500 ms"), pong.isEmpty());
            }
            case Injection.SuperviseNode(_, var delay) -> {
                boolean watched = host().supervised && host().supervisorNanos == delay.toNanos();
                yield new Seen("supervised: " + watched, watched);
            }
            case Injection.CapMemory(_, long bytes) -> cap(bytes);
            case Injection.JumpClock(_, var by) -> {
                long jumped = clockAtSend - clockBefore;
                yield new Seen("jumped by " + millis(jumped), jumped == by.toNanos());
            }
            case Injection.DriftClock(_, double ppm) -> {
                double passed = cluster.nowNanos() - (double) sentAtNanos;
                double seen = (clockAhead() - clockAtSend) / passed * MILLION;
                yield new Seen(
                        String.format(Locale.ROOT, "%.0f ppm", seen),
                        ppm != 0 && Math.round(seen) == Math.round(ppm));
            }
            case Injection.OperatorCommand _ -> {
                Reply reply = handle.answer;
                yield new Seen(
                        reply == null ? "no answer" : reply.describe(),
                        reply != null && !(reply instanceof Reply.Failure));
            }
            default -> throw new IllegalStateException("no probe for " + injection.describe());
        };
    }

    private Seen cap(long wanted) {
        long cap = host().memoryCapBytes;
        OptionalLong used = cluster.memoryBytes(node);
        String now = used.isPresent() ? used.getAsLong() + " B in use" : "process gone";
        return new Seen(
                cap == Long.MAX_VALUE ? "no cap, " + now : "cap " + cap + " B, " + now,
                cap == wanted);
    }
}
