package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compares a node's wall clock with virtual time.
final class ClockProbe extends Probe {
    private static final double MILLION = 1e6;

    private final World world;
    private final Cluster cluster;
    private final ClockInjection injection;
    private @Nullable NodeConditions predicted;
    private long clockBefore;
    private long sentAtNanos;
    private long clockAtSend;
    private boolean secondPassed;

    ClockProbe(World world, Cluster cluster, ClockInjection injection) {
        this.world = world;
        this.cluster = cluster;
        this.injection = injection;
    }

    @Override
    Injection injection() {
        return injection;
    }

    /// How far the node's clock is ahead of virtual time.
    private long clockAhead() {
        return world.wallClockNanos(injection.node()).getAsLong() - cluster.nowNanos();
    }

    @Override
    void before() {
        clockBefore = clockAhead();
    }

    @Override
    void send(InForce inForce) {
        var baseline = NodeConditions.undisturbed(world.host(injection.node()).spec);
        predicted = inForce.node(injection.node(), baseline);
        sentAtNanos = cluster.nowNanos();
        clockAtSend = clockAhead();
        if (injection instanceof ClockInjection.DriftClock) {
            cluster.after(MEASURE_MAX, () -> secondPassed = true);
        }
    }

    @Override
    boolean isStillShown() {
        return false;
    }

    @Override
    boolean over() {
        return !(injection instanceof ClockInjection.DriftClock) || secondPassed;
    }

    @Override
    Duration atMost() {
        return MEASURE_MAX;
    }

    @Override
    Seen look() {
        return switch (injection) {
            case ClockInjection.JumpClock(_, var by) -> {
                long jumped = clockAtSend - clockBefore;
                yield new Seen("jumped by " + millis(jumped), jumped == by.toNanos());
            }
            case ClockInjection.DriftClock _ -> {
                double passed = cluster.nowNanos() - (double) sentAtNanos;
                double seen = (clockAhead() - clockAtSend) / passed * MILLION;
                yield new Seen(
                        String.format(Locale.ROOT, "%.0f ppm", seen),
                        Math.abs(seen - Objects.requireNonNull(predicted).clockDriftPpm())
                                <= Tolerance.PARTS_PER_MILLION);
            }
        };
    }
}
