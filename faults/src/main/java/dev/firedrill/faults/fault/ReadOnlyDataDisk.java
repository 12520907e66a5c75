package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// The file system is mounted read-only, as a kernel does after an error.
public record ReadOnlyDataDisk(Role role) implements Fault {
    public ReadOnlyDataDisk() {
        this(Role.MASTER);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(cluster, node -> new DiskInjection.ReadOnlyDisk(node));
    }

    @Override
    public String describe() {
        return "the disk of " + role.words() + " is read-only";
    }
}
