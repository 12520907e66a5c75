package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.firedrill.faults.docker.mesh.ProxyMesh;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.Injector;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Carries injections out in containers.
final class DockerInjector implements Injector {
    private static final Duration EXIT_MAX = Duration.ofSeconds(60);

    private final DockerMachines cluster;

    DockerInjector(DockerMachines cluster) {
        this.cluster = cluster;
    }

    @Override
    public void begun(List<Handle> fresh, InForce now) {
        follow(fresh, now);
        for (Handle handle : fresh) {
            switch (handle.injection()) {
                case LinkInjection on -> once(on, handle);
                case ProcessInjection on -> once(on);
                case DiskInjection on -> once(on);
                case ResourceInjection _ -> {
                    // A condition, not an event.
                }
                case ClockInjection on -> once(on);
            }
        }
    }

    @Override
    public void ended(List<Handle> gone, InForce now) {
        follow(gone, now);
    }

    /// Links first and all together, so that a cut of many links is one moment.
    private void follow(List<Handle> handles, InForce now) {
        var links = new TreeMap<LinkId, LinkConditions>();
        for (Handle handle : handles) {
            if (handle.injection() instanceof LinkInjection on) {
                LinkId link = on.link();
                links.put(link, now.link(link, mesh().baseline(link)));
            }
        }
        mesh().follow(links, cluster.nowNanos());
        for (Handle handle : handles) {
            switch (handle.injection()) {
                case LinkInjection _ -> {
                    // Seen to already.
                }
                case ProcessInjection on -> followNode(on.node(), now);
                case ResourceInjection on -> followNode(on.node(), now);
                case ClockInjection on -> followNode(on.node(), now);
                case DiskInjection on -> followDisk(on.node(), now);
            }
        }
    }

    private void followDisk(NodeId id, InForce now) {
        NodeContainer node = cluster.container(id);
        DiskConditions wanted = now.disk(id);
        long rate = wanted.bytesPerSecond().orElse(0);
        if (node.throttledTo() != rate) {
            node.throttledTo(rate, cluster.throttle().limit(node.id(), rate));
        }
        cluster.disks().follow(node, wanted);
    }

    /// Brings a process that has just begun under what is in force on its node. It stands still
    /// meanwhile, so that it never sees another disk or another time.
    void started(NodeContainer node) {
        // The kernel has forgotten it together with the cgroup of the process that ended.
        if (node.throttledTo() > 0) {
            cluster.throttle().limit(node.id(), node.throttledTo());
        }
        if (cluster.disks().isSound(node) && cluster.clocks().isTrue(node)) {
            return;
        }
        try {
            node.pause();
        } catch (DockerException ended) {
            return;
        }
        try {
            cluster.disks().started(node);
            cluster.clocks().started(node);
        } finally {
            node.unpause();
        }
    }

    private ProxyMesh mesh() {
        return cluster.links().mesh();
    }

    private static IllegalStateException impossible(Injection injection) {
        return new IllegalStateException("containers cannot do " + injection.describe());
    }

    private void followNode(NodeId id, InForce now) {
        NodeContainer node = cluster.container(id);
        NodeConditions before = node.conditions();
        NodeConditions wanted = now.node(id, NodeConditions.undisturbed(node.spec()));
        node.follow(wanted);
        if (wanted.paused() != before.paused()) {
            if (wanted.paused()) {
                node.pause();
            } else {
                node.unpause();
            }
        }
        if (wanted.clockDriftPpm() != before.clockDriftPpm()) {
            changeClock(node, Duration.ZERO);
        }
        if (!wanted.memoryCapBytes().equals(before.memoryCapBytes())) {
            cap(node, wanted.memoryCapBytes().orElseGet(this::wholeMemory));
        }
        if (!wanted.cores().equals(before.cores())) {
            cores(node, wanted.cores().orElseGet(this::wholeCores));
        }
    }

    // Events.

    private void once(LinkInjection injection, Handle handle) {
        switch (injection) {
            case LinkInjection.ResetLink(var link) -> mesh().reset(link);
            case LinkInjection.BlackholeLink(var link, var closeAfter) ->
                    cluster.after(
                            closeAfter, () -> cluster.aside(() -> resetIfInForce(link, handle)));
            case LinkInjection.CutLink _,
                    LinkInjection.RefuseLink _,
                    LinkInjection.DelayLink _,
                    LinkInjection.LimitLink _,
                    LinkInjection.SlowCloseLink _,
                    LinkInjection.DropLinkAfter _ -> {
                // A condition, not an event.
            }
        }
    }

    private void resetIfInForce(LinkId link, Handle handle) {
        if (handle.inForce()) {
            mesh().reset(link);
        }
    }

    private void once(ProcessInjection injection) {
        switch (injection) {
            case ProcessInjection.KillNode(var id) -> end(id, "SIGKILL", ExitCause.KILLED);
            case ProcessInjection.TerminateNode(var id) -> end(id, "SIGTERM", ExitCause.TERMINATED);
            case ProcessInjection.PauseNode _, ProcessInjection.SuperviseNode _ -> {
                // A condition, not an event.
            }
            case ProcessInjection.PowerLoss on -> throw impossible(on);
        }
    }

    private void once(DiskInjection injection) {
        switch (injection) {
            case DiskInjection.FlipBit(var id, var file, long offset, int bit) ->
                    cluster.disks().flip(cluster.container(id), file, offset, bit);
            case DiskInjection.TruncateFile(var id, var file, long length) ->
                    cluster.disks().truncate(cluster.container(id), file, length);
            case DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ -> {
                // A condition, not an event.
            }
            case DiskInjection.CrashDuringNextWrite on -> throw impossible(on);
        }
    }

    private void once(ClockInjection injection) {
        switch (injection) {
            case ClockInjection.JumpClock(var id, var by) -> changeClock(cluster.container(id), by);
            case ClockInjection.DriftClock _ -> {
                // A condition, not an event.
            }
        }
    }

    private void changeClock(NodeContainer node, Duration by) {
        boolean traced = !cluster.disks().isSound(node);
        cluster.clocks().change(node, by, node.conditions().clockDriftPpm(), traced);
    }

    // Processes.

    private void end(NodeId id, String signal, ExitCause why) {
        NodeContainer node = cluster.container(id);
        if (!node.running()) {
            return;
        }
        // A process that waits for a throttled fsync cannot even be killed.
        if (node.throttledTo() > 0) {
            cluster.throttle().limit(node.id(), 0);
        }
        // Neither can one that stands still: the pause ends with its process.
        cluster.ledger()
                .usedUp(one ->
                        one instanceof ProcessInjection.PauseNode(var paused) && paused.equals(id));
        int exits = node.exits();
        node.signal(signal, why);
        cluster.await(EXIT_MAX, () -> node.exits() > exits);
    }

    void restart(NodeId id) {
        NodeContainer node = cluster.container(id);
        node.restarting(true);
        end(id, "SIGTERM", ExitCause.TERMINATED);
        node.start();
        node.restarting(false);
    }

    // Resources.

    /// A kernel with version 1 of control groups refuses a cap below the memory in use (EBUSY),
    /// where version 2 kills the process. The refusal is no loss of the lab: the cap is not there,
    /// which the probe sees.
    private void cap(NodeContainer node, long bytes) {
        try {
            cluster.engine()
                    .client()
                    .updateContainerCmd(node.id())
                    .withMemory(bytes)
                    .withMemorySwap(bytes)
                    .exec();
        } catch (InternalServerErrorException refused) {
            if (!String.valueOf(refused.getMessage()).contains("unable to set memory limit")) {
                throw refused;
            }
        }
    }

    /// The API has no word for "no cap": all the memory that there is comes to the same.
    private long wholeMemory() {
        return Objects.requireNonNull(cluster.engine().info().getMemTotal());
    }

    private void cores(NodeContainer node, double cores) {
        CpuQuota quota = CpuQuota.of(cores);
        cluster.engine()
                .client()
                .updateContainerCmd(node.id())
                .withCpuPeriod(quota.periodMicros())
                .withCpuQuota(quota.quotaMicros())
                .exec();
    }

    private double wholeCores() {
        return Objects.requireNonNull(cluster.engine().info().getNCPU());
    }
}
