package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// The disk answers every write with an error.
public record FailingWrites(Role role) implements Fault {
    public FailingWrites() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.FailWrite(node));
    }

    @Override
    public String describe() {
        return "the disk of " + role.words() + " fails";
    }
}
