package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An injection in the simulated world: how it is carried out and how it is undone.
final class SimHandle implements Handle {
    private static final Duration EXIT_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final SimCluster cluster;
    private final World world;
    private final Injection injection;
    private final boolean ignored;
    private @Nullable Proof begun;
    private @Nullable Proof healProof;
    private boolean undone;

    /// What an operator's command was answered with; null without an answer.
    @Nullable Reply answer;

    SimHandle(SimCluster cluster, Injection injection, boolean ignored) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.injection = injection;
        this.ignored = ignored;
    }

    @Override
    public Injection injection() {
        return injection;
    }

    void began(Proof proof) {
        begun = proof;
    }

    @Override
    public Proof begun() {
        return Objects.requireNonNull(begun);
    }

    boolean healed() {
        return healProof != null;
    }

    void healedWith(Proof proof) {
        healProof = proof;
    }

    Proof healProof() {
        return Objects.requireNonNull(healProof);
    }

    @Override
    public Proof heal() {
        return cluster.healAll(List.of(this)).getFirst();
    }

    private Link link(LinkId id) {
        return world.network().link(id.from(), id.to());
    }

    private SimDisk disk(NodeId node) {
        return world.host(node).disk;
    }

    private void withProcess(NodeId node, Consumer<ServerProcess> action) {
        ServerProcess process = world.host(node).process;
        if (process != null) {
            action.accept(process);
        }
    }

    void apply() {
        if (ignored) {
            return;
        }
        switch (injection) {
            case Injection.CutLink(var id) -> link(id).cut(true);
            case Injection.RefuseLink(var id) -> {
                link(id).refuses = true;
                world.network().over(id).forEach(Socket::reset);
            }
            case Injection.ResetLink(var id) -> world.network().over(id).forEach(Socket::reset);
            case Injection.DelayLink(var id, var delay, var jitter) ->
                    link(id).delay(delay.toNanos(), jitter.toNanos());
            case Injection.LimitLink(var id, long bytesPerSecond) -> link(id).limit(bytesPerSecond);
            case Injection.SlowCloseLink(var id, var delay) ->
                    link(id).slowCloseNanos = delay.toNanos();
            case Injection.DropLinkAfter(var id, long bytes) -> link(id).dropAfter(bytes);
            case Injection.BlackholeLink(var id, var closeAfter) -> {
                link(id).blackhole = true;
                world.events()
                        .after(
                                closeAfter.toNanos(),
                                () -> world.network().over(id).forEach(Socket::reset));
            }
            case Injection.KillNode(var node) ->
                    withProcess(node, process -> process.kill(137, ExitCause.KILLED));
            case Injection.TerminateNode(var node) -> terminate(node);
            case Injection.PauseNode(var node) -> withProcess(node, ServerProcess::pause);
            case Injection.RestartNode(var node) -> restart(node);
            case Injection.RestartNodeWith(var node, var redisConf, var arguments) -> {
                world.putConf(node, redisConf);
                world.host(node).arguments = arguments;
                restart(node);
            }
            case Injection.SuperviseNode(var node, var delay) -> {
                world.host(node).supervised = true;
                world.host(node).supervisorNanos = delay.toNanos();
            }
            case Injection.ThrottleDisk(var node, long rate) -> disk(node).throttle(rate);
            case Injection.DelayFsync(var node, var delay) ->
                    disk(node).fsyncDelayNanos = delay.toNanos();
            case Injection.FailFsync(var node) -> disk(node).failsFsync = true;
            case Injection.FailWrite(var node) -> disk(node).failsWrite = true;
            case Injection.FillDisk(var node) -> disk(node).full(true);
            case Injection.ReadOnlyDisk(var node) -> disk(node).readOnly = true;
            case Injection.CrashDuringNextWrite(var node, int kept) ->
                    disk(node).crashAfterBytes = kept;
            case Injection.PowerLoss(var node) -> world.losePower(node);
            case Injection.FlipBit(var node, var file, long offset, int bit) ->
                    disk(node).flip(World.DATA + "/" + file, offset, bit);
            case Injection.TruncateFile(var node, var file, long length) ->
                    disk(node).truncateNow(World.DATA + "/" + file, length);
            case Injection.CapMemory(var node, long bytes) ->
                    world.host(node).memoryCapBytes = bytes;
            case Injection.LimitCpu _ -> {
                // Not supported, and refused before a run starts.
            }
            case Injection.JumpClock(var node, var by) ->
                    world.host(node).clockOffsetNanos += by.toNanos();
            case Injection.DriftClock(var node, double ppm) -> world.drift(node, ppm / 1e6);
            case Injection.OperatorCommand(var node, var command) ->
                    answer = cluster.admin(node, ANSWER_MAX, command).orElse(null);
            case Injection.EditConfig(var node, var redisConf) -> world.putConf(node, redisConf);
        }
    }

    private void terminate(NodeId node) {
        withProcess(node, ServerProcess::terminate);
        cluster.await(EXIT_MAX, () -> !world.host(node).running());
    }

    private void restart(NodeId node) {
        World.Host host = world.host(node);
        boolean supervised = host.supervised;
        host.supervised = false;
        terminate(node);
        host.supervised = supervised;
        if (!host.running()) {
            world.start(node);
            int wanted = host.starts + 1;
            cluster.await(EXIT_MAX, () -> host.starts >= wanted);
        }
    }

    void undo() {
        if (undone || ignored) {
            return;
        }
        undone = true;
        switch (injection) {
            case Injection.CutLink(var id) -> link(id).cut(false);
            case Injection.RefuseLink(var id) -> link(id).refuses = false;
            case Injection.DelayLink(var id, _, _) -> link(id).ownDelay();
            case Injection.LimitLink(var id, _) -> link(id).ownLimit();
            case Injection.SlowCloseLink(var id, _) -> link(id).slowCloseNanos = 0;
            case Injection.DropLinkAfter(var id, _) -> link(id).dropAfter(-1);
            case Injection.BlackholeLink(var id, _) -> link(id).blackhole = false;
            case Injection.PauseNode(var node) -> withProcess(node, ServerProcess::resume);
            case Injection.SuperviseNode(var node, _) -> world.host(node).supervised = false;
            case Injection.ThrottleDisk(var node, _) -> disk(node).ownRate();
            case Injection.DelayFsync(var node, _) -> disk(node).fsyncDelayNanos = 0;
            case Injection.FailFsync(var node) -> disk(node).failsFsync = false;
            case Injection.FailWrite(var node) -> disk(node).failsWrite = false;
            case Injection.FillDisk(var node) -> disk(node).full(false);
            case Injection.ReadOnlyDisk(var node) -> disk(node).readOnly = false;
            case Injection.CrashDuringNextWrite(var node, _) -> disk(node).crashAfterBytes = -1;
            case Injection.CapMemory(var node, _) ->
                    world.host(node).memoryCapBytes =
                            world.host(node).spec.memoryCapBytes().orElse(Long.MAX_VALUE);
            case Injection.DriftClock(var node, _) -> world.drift(node, 0);
            case Injection.ResetLink _,
                    Injection.KillNode _,
                    Injection.TerminateNode _,
                    Injection.RestartNode _,
                    Injection.RestartNodeWith _,
                    Injection.PowerLoss _,
                    Injection.FlipBit _,
                    Injection.TruncateFile _,
                    Injection.LimitCpu _,
                    Injection.JumpClock _,
                    Injection.OperatorCommand _,
                    Injection.EditConfig _ -> {
                // A lasting change, not a state that can be left again.
            }
        }
    }
}
