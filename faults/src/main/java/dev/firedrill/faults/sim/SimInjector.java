package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.Injector;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;

/// Carries injections out in the simulated world.
final class SimInjector implements Injector {
    private static final Duration EXIT_MAX = Duration.ofSeconds(60);

    private final World world;
    private final Cluster cluster;

    SimInjector(World world, Cluster cluster) {
        this.world = world;
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

    /// Whatever these act on behaves as what is in force says.
    private void follow(List<Handle> handles, InForce now) {
        for (Handle handle : handles) {
            switch (handle.injection()) {
                case LinkInjection on -> follow(on.link(), now);
                case DiskInjection on -> world.host(on.node()).disk.follow(now.disk(on.node()));
                case ProcessInjection on -> follow(on.node(), now);
                case ResourceInjection on -> follow(on.node(), now);
                case ClockInjection on -> follow(on.node(), now);
            }
        }
    }

    private void follow(LinkId id, InForce now) {
        Link link = world.network().link(id);
        link.follow(now.link(id, link.baseline()));
    }

    private void follow(NodeId node, InForce now) {
        var baseline = NodeConditions.undisturbed(world.host(node).spec);
        world.follow(node, now.node(node, baseline));
    }

    private void once(LinkInjection injection, Handle handle) {
        switch (injection) {
            case LinkInjection.RefuseLink(var link) -> resetAll(link);
            case LinkInjection.ResetLink(var link) -> resetAll(link);
            case LinkInjection.BlackholeLink(var link, var closeAfter) ->
                    world.events()
                            .after(
                                    closeAfter.toNanos(),
                                    () -> {
                                        if (handle.inForce()) {
                                            resetAll(link);
                                        }
                                    });
            case LinkInjection.CutLink _,
                    LinkInjection.DelayLink _,
                    LinkInjection.LimitLink _,
                    LinkInjection.SlowCloseLink _,
                    LinkInjection.DropLinkAfter _ -> {
                // A condition, not an event.
            }
        }
    }

    private void resetAll(LinkId link) {
        world.network().over(link).forEach(Socket::reset);
    }

    private void once(ProcessInjection injection) {
        switch (injection) {
            case ProcessInjection.KillNode(var node) -> {
                ServerProcess process = world.host(node).process;
                if (process != null) {
                    process.kill(137, ExitCause.KILLED);
                }
            }
            case ProcessInjection.TerminateNode(var node) -> terminate(node);
            case ProcessInjection.PowerLoss(var node) -> world.losePower(node);
            case ProcessInjection.PauseNode _, ProcessInjection.SuperviseNode _ -> {
                // A condition, not an event.
            }
        }
    }

    private void once(DiskInjection injection) {
        switch (injection) {
            case DiskInjection.FlipBit(var node, var file, long offset, int bit) ->
                    world.host(node).disk.files().flip(World.DATA + "/" + file, offset, bit);
            case DiskInjection.TruncateFile(var node, var file, long length) ->
                    world.host(node).disk.files().truncate(World.DATA + "/" + file, length);
            case DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _,
                    DiskInjection.CrashDuringNextWrite _ -> {
                // A condition, not an event.
            }
        }
    }

    private void once(ClockInjection injection) {
        switch (injection) {
            case ClockInjection.JumpClock(var node, var by) ->
                    world.host(node).clockOffsetNanos += by.toNanos();
            case ClockInjection.DriftClock _ -> {
                // A condition, not an event.
            }
        }
    }

    // The operator.

    private void terminate(NodeId node) {
        ServerProcess process = world.host(node).process;
        if (process != null) {
            process.terminate();
        }
        cluster.await(EXIT_MAX, () -> !world.host(node).running());
    }

    void restart(NodeId node) {
        World.Host host = world.host(node);
        host.restarting = true;
        terminate(node);
        host.restarting = false;
        if (!host.running()) {
            world.start(node);
            int wanted = host.starts + 1;
            cluster.await(EXIT_MAX, () -> host.starts >= wanted);
        }
    }
}
