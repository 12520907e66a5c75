package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// fsync fails, and what it should have made durable is lost with the next loss of power.
public record FailingFsync(Role role) implements Fault {
    public FailingFsync() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.FailFsync(node));
    }

    @Override
    public String describe() {
        return "fsync fails on " + role.words();
    }
}
