package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Injection;
import java.time.Duration;
import java.util.List;

/// The wall clock jumps, as NTP or an operator sets it: what expires by it does so at once, or much
/// later.
public record ClockJump(Role role, Duration by) implements Fault {
    public ClockJump() {
        this(Role.MASTER, Duration.ofHours(1));
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new ClockInjection.JumpClock(node, by));
    }

    @Override
    public String describe() {
        return "the clock of " + role.words() + " jumps by " + by.toMillis() + " ms";
    }
}
