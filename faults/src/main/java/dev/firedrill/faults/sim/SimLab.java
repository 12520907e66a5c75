package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.Disk;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The simulator: the engine's real code on virtual time, with a simulated network, disk, memory,
/// processor and supervisor. One seed repeats a run byte for byte.
public final class SimLab implements Lab {
    private final List<Class<? extends Injection>> ignored;
    private final UnaryOperator<Disk> disks;
    private final CostModel costs;

    public SimLab() {
        this(List.of());
    }

    /// @param ignored injections of these kinds are accepted and not carried out, to show that a
    ///   fault that does not bite is noticed
    public SimLab(List<Class<? extends Injection>> ignored) {
        this(ignored, CostModel.STANDARD);
    }

    /// @param costs of the machine that the simulator stands for
    public SimLab(List<Class<? extends Injection>> ignored, CostModel costs) {
        this(ignored, disk -> disk, costs);
    }

    /// @param disks what each process sees of its machine's disk: a test puts one there that lies
    SimLab(List<Class<? extends Injection>> ignored, UnaryOperator<Disk> disks) {
        this(ignored, disks, CostModel.STANDARD);
    }

    private SimLab(
            List<Class<? extends Injection>> ignored, UnaryOperator<Disk> disks, CostModel costs) {
        this.costs = costs;
        this.ignored = List.copyOf(ignored);
        this.disks = disks;
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public PerLab.Choice values() {
        return PerLab::sim;
    }

    /// Virtual time passes alike on every machine.
    @Override
    public String machine() {
        return costs.equals(CostModel.STANDARD) ? "simulated" : "simulated, calibrated: " + costs;
    }

    @Override
    public boolean supports(Target target) {
        return target.equals(Target.FIREDRILL);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.LINK_FAULTS,
                Capability.PROCESS_FAULTS,
                Capability.DISK_BANDWIDTH,
                Capability.FSYNC_DELAY,
                Capability.DISK_ERRORS,
                Capability.TORN_WRITES,
                Capability.POWER_LOSS,
                Capability.DAMAGED_FILES,
                Capability.MEMORY_CAP,
                Capability.CPU_QUOTA,
                Capability.CLOCK_FAULTS);
    }

    /// Agents of this project take the place of Sentinel, see [FailoverAgents].
    @Override
    public Optional<String> refusal(Guard guard, Target target) {
        return Optional.empty();
    }

    @Override
    public Cluster start(ClusterSpec spec, LabListener listener)
            throws LabUnavailable, ClusterFailed {
        Access.require(spec.nodes());
        var world = new World(spec, listener, disks, costs);
        var cluster = new SimCluster(world, capabilities(), ignored);
        cluster.awaitAllUp();
        FailoverAgents.start(world, spec, listener);
        return cluster;
    }
}
