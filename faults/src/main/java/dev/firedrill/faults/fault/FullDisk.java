package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// There is no space left on the disk.
public record FullDisk(Role role) implements Fault {
    public FullDisk() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.FillDisk(node));
    }

    @Override
    public String describe() {
        return "the disk of " + role.words() + " is full";
    }
}
