package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// The disk that holds the data folder becomes slow: what is fsynced waits for it, and what has to
/// be fsynced before an answer makes clients wait too.
public record SlowDataDisk(Role role, long bytesPerSecond) implements Fault {
    public SlowDataDisk {
        check(bytesPerSecond > 0, "a disk without bandwidth");
    }

    public SlowDataDisk() {
        this(Role.MASTER, 1_000_000);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        return role.injections(
                cluster, node -> new DiskInjection.ThrottleDisk(node, bytesPerSecond));
    }

    @Override
    public String describe() {
        return "the data disk of " + role.words() + " writes " + bytesPerSecond + " B/s";
    }
}
