package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.docker.tool.ClockShift;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks a server for the time, or looks at how fast its clock runs.
final class ClockProbe implements Probe {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    /// The quickest answer of several counts.
    private static final int QUESTIONS = 5;

    private final DockerMachines cluster;
    private final ClockInjection injection;
    private OptionalLong aheadBefore = OptionalLong.empty();
    private @Nullable InForce predicted;

    ClockProbe(DockerMachines cluster, ClockInjection injection) {
        this.cluster = cluster;
        this.injection = injection;
    }

    private NodeContainer container() {
        return cluster.container(injection.node());
    }

    @Override
    public Injection injection() {
        return injection;
    }

    @Override
    public void before() {
        aheadBefore = aheadNanos();
    }

    /// By how much the server's clock is ahead of lab time and a moment that stays the same.
    private OptionalLong aheadNanos() {
        long quickest = Long.MAX_VALUE;
        OptionalLong ahead = OptionalLong.empty();
        for (int i = 0; i < QUESTIONS; i++) {
            long asked = cluster.nowNanos();
            Optional<Reply> answer = cluster.admin(injection.node(), ANSWER_MAX, List.of("TIME"));
            long took = cluster.nowNanos() - asked;
            OptionalLong time = answer.map(ClockProbe::nanos).orElse(OptionalLong.empty());
            if (time.isPresent() && took < quickest) {
                quickest = took;
                ahead = OptionalLong.of(time.getAsLong() - asked - took / 2);
            }
        }
        return ahead;
    }

    /// Seconds and microseconds, as TIME answers.
    private static OptionalLong nanos(Reply reply) {
        if (!(reply instanceof Reply.Array(var parts)) || parts.size() != 2) {
            return OptionalLong.empty();
        }
        long seconds = Long.parseLong(parts.get(0).describe());
        long micros = Long.parseLong(parts.get(1).describe());
        return OptionalLong.of(
                TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MICROSECONDS.toNanos(micros));
    }

    @Override
    public void send(InForce inForce) {
        predicted = inForce;
    }

    @Override
    public boolean isStillShown() {
        return false;
    }

    @Override
    public Seen look() {
        return switch (injection) {
            case ClockInjection.JumpClock(_, var by) -> jumped(by.toNanos());
            case ClockInjection.DriftClock _ -> drifts();
        };
    }

    /// A jump that is no longer than the tolerance has to be nearer to what was wanted than to
    /// none.
    private Seen jumped(long wanted) {
        OptionalLong now = aheadNanos();
        if (now.isEmpty() || aheadBefore.isEmpty()) {
            return new Seen("the server does not say what time it is", false);
        }
        long jumped = now.getAsLong() - aheadBefore.getAsLong();
        long off = Math.abs(jumped - wanted);
        return new Seen(
                "jumped by " + Probe.millis(jumped),
                off <= Tolerance.CLOCK.toNanos() && off < Math.abs(jumped));
    }

    private Seen drifts() {
        double wanted =
                Objects.requireNonNull(predicted)
                        .node(injection.node(), NodeConditions.undisturbed(container().spec()))
                        .clockDriftPpm();
        Optional<ClockShift> shift = cluster.clocks().read(container());
        if (shift.isEmpty()) {
            return new Seen("the clock of the process cannot be read", false);
        }
        double seen = shift.get().partsPerMillion();
        return new Seen(
                String.format(Locale.ROOT, "%.0f ppm", seen),
                Math.abs(seen - wanted) <= Tolerance.PARTS_PER_MILLION);
    }
}
