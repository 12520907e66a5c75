package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import java.util.ArrayList;
import java.util.List;

/// The disk that holds the data folder becomes slow: what is fsynced waits for it, and what has to
/// be fsynced before an answer makes clients wait too.
public record SlowDataDisk(Role role, long bytesPerSecond) implements Fault {
    public SlowDataDisk {
        check(bytesPerSecond > 0, "a disk without bandwidth");
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var throttles = new ArrayList<Injection>();
        for (var node : role.in(cluster)) {
            throttles.add(new DiskInjection.ThrottleDisk(node, bytesPerSecond));
        }
        return throttles;
    }

    @Override
    public String describe() {
        return "the data disk of " + role.words() + " writes " + bytesPerSecond + " B/s";
    }
}
