package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.time.Duration;
import java.util.List;

/// Each fsync takes longer: under appendfsync always every write waits for it.
public record SlowFsync(Role role, Duration delay) implements Fault {
    public SlowFsync {
        check(!delay.isNegative(), "a negative delay");
    }

    public SlowFsync() {
        this(Role.MASTER, Duration.ofMillis(500));
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.DelayFsync(node, delay));
    }

    @Override
    public String describe() {
        return "an fsync of " + role.words() + " takes " + delay.toMillis() + " ms longer";
    }
}
