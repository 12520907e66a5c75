package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.NodeConditions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at a process from outside.
final class ProcessProbe extends Probe {
    private static final Duration PONG_MAX = Tolerance.STANDSTILL;

    private final ProcessInjection injection;
    private final Cluster cluster;
    private final World.Host host;
    private @Nullable NodeConditions predicted;
    private int exitsBefore;

    ProcessProbe(World world, Cluster cluster, ProcessInjection injection) {
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
        exitsBefore = host.exits;
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
            case ProcessInjection.PauseNode _ -> predicted().paused();
            case ProcessInjection.SuperviseNode(_, var delay) ->
                    predicted().supervisor().equals(Optional.of(delay));
            case ProcessInjection.KillNode _,
                    ProcessInjection.TerminateNode _,
                    ProcessInjection.PowerLoss _ ->
                    false;
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
            case ProcessInjection.KillNode _,
                    ProcessInjection.TerminateNode _,
                    ProcessInjection.PowerLoss _ -> {
                int exits = host.exits - exitsBefore;
                yield new Seen(exits > 0 ? "the process ended" : "the process runs", exits > 0);
            }
            case ProcessInjection.PauseNode _ -> paused();
            case ProcessInjection.SuperviseNode _ ->
                    new Seen(
                            host.conditions
                                    .supervisor()
                                    .map(delay -> "supervised: after " + delay.toMillis() + " ms")
                                    .orElse("supervised: false"),
                            host.conditions.supervisor().equals(predicted().supervisor()));
        };
    }

    private Seen paused() {
        ServerProcess asked = host.process;
        Optional<Reply> pong = cluster.admin(injection.node(), PONG_MAX, List.of("PING"));
        // A signal that waited for the process to go on may end it before it answers.
        boolean ended = pong.isEmpty() && !Objects.equals(host.process, asked);
        if (asked == null || ended) {
            return new Seen("the process is gone", !predicted().paused());
        }
        return new Seen(
                pong.map(Reply::describe).orElse("no PONG within " + PONG_MAX.toMillis() + " ms"),
                pong.isEmpty() == predicted().paused());
    }
}
