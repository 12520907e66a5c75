package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// The machine runs short of memory and the kernel reclaims and swaps, without killing anybody:
/// what a process feels of that is that it gets part of a processor, and a disk that is busy with
/// the swapping.
///
/// @param cores what reclaim leaves of the processor
/// @param diskBytesPerSecond what swapping leaves of the disk
public record MemoryPressure(Role role, double cores, long diskBytesPerSecond) implements Fault {
    public MemoryPressure {
        check(cores > 0, "a processor of nothing");
        check(diskBytesPerSecond > 0, "a disk without bandwidth");
    }

    public MemoryPressure() {
        this(Role.MASTER, 0.3, 4_000_000);
    }

    @Override
    public List<Injection> injections(ClusterView cluster, Prng prng) {
        var pressed = new ArrayList<Injection>();
        for (NodeId node : role.in(cluster)) {
            pressed.add(new ResourceInjection.LimitCpu(node, cores));
            pressed.add(new DiskInjection.ThrottleDisk(node, diskBytesPerSecond));
        }
        return pressed;
    }

    @Override
    public String describe() {
        return "reclaim and swapping leave "
                + role.words()
                + " "
                + cores
                + " cores and "
                + diskBytesPerSecond
                + " B/s of the disk";
    }
}
