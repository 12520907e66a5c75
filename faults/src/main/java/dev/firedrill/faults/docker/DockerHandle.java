package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabLost;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An injection in containers: how it is carried out and how it is undone.
final class DockerHandle implements Handle {
    private static final Duration EXIT_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final double NANOS_PER_CORE = 1e9;

    private final DockerCluster cluster;
    private final Injection injection;
    private final boolean ignored;
    private @Nullable Proof begun;
    private @Nullable Proof healProof;

    /// What an operator's command was answered with; null without an answer.
    @Nullable Reply reply;

    /// The kernel's word on a throttle.
    String answer = "";

    DockerHandle(DockerCluster cluster, Injection injection, boolean ignored) {
        this.cluster = cluster;
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

    /// The link that the injection is about; null when it is about a node.
    static @Nullable LinkId linkOf(Injection injection) {
        return switch (injection) {
            case Injection.CutLink(var link) -> link;
            case Injection.RefuseLink(var link) -> link;
            case Injection.ResetLink(var link) -> link;
            case Injection.DelayLink(var link, _, _) -> link;
            case Injection.LimitLink(var link, _) -> link;
            case Injection.SlowCloseLink(var link, _) -> link;
            case Injection.DropLinkAfter(var link, _) -> link;
            case Injection.BlackholeLink(var link, _) -> link;
            default -> null;
        };
    }

    /// Links first and all together, so that a cut of many links is one moment.
    static void applyAll(DockerCluster cluster, List<DockerHandle> handles) {
        var links = new ArrayList<LinkId>();
        for (DockerHandle handle : handles) {
            LinkId link = linkOf(handle.injection);
            if (link != null && !handle.ignored) {
                handle.disturb(cluster.links().mesh().link(link));
                links.add(link);
            }
        }
        follow(cluster, links);
        for (DockerHandle handle : handles) {
            if (!handle.ignored) {
                handle.apply();
            }
        }
    }

    static void undoAll(DockerCluster cluster, List<DockerHandle> handles) {
        var links = new ArrayList<LinkId>();
        for (DockerHandle handle : handles) {
            LinkId link = linkOf(handle.injection);
            if (link != null && !handle.ignored) {
                handle.restore(cluster.links().mesh().link(link));
                links.add(link);
            }
        }
        follow(cluster, links);
        for (DockerHandle handle : handles) {
            if (!handle.ignored) {
                handle.undo();
            }
        }
    }

    private static void follow(DockerCluster cluster, List<LinkId> links) {
        try {
            cluster.links().mesh().follow(links);
        } catch (IOException lost) {
            throw new LabLost("Toxiproxy does not do what it is told: " + lost.getMessage(), lost);
        }
    }

    private void disturb(LinkState link) {
        switch (injection) {
            case Injection.CutLink _ -> link.cut(cluster.nowNanos());
            case Injection.RefuseLink _ -> link.refuses = true;
            case Injection.DelayLink(_, var delay, var jitter) -> link.delay(delay, jitter);
            case Injection.LimitLink(_, long bytesPerSecond) -> link.limit(bytesPerSecond);
            case Injection.SlowCloseLink(_, var delay) -> link.slowCloseMillis = delay.toMillis();
            case Injection.DropLinkAfter(_, long bytes) -> link.closeAfterBytes = bytes;
            case Injection.BlackholeLink _ -> link.blackhole = true;
            default -> {
                // A reset leaves the link as it is.
            }
        }
    }

    private void restore(LinkState link) {
        switch (injection) {
            case Injection.CutLink _ -> link.join(cluster.nowNanos());
            case Injection.RefuseLink _ -> link.refuses = false;
            case Injection.DelayLink _ -> link.ownDelay();
            case Injection.LimitLink _ -> link.ownLimit();
            case Injection.SlowCloseLink _ -> link.slowCloseMillis = 0;
            case Injection.DropLinkAfter _ -> link.closeAfterBytes = -1;
            case Injection.BlackholeLink _ -> link.blackhole = false;
            default -> {
                // A reset left the link as it was.
            }
        }
    }

    private NodeContainer node(NodeId id) {
        return cluster.container(id);
    }

    private void apply() {
        switch (injection) {
            case Injection.ResetLink(var link) -> reset(link);
            case Injection.BlackholeLink(var link, var closeAfter) ->
                    cluster.after(closeAfter, () -> Thread.ofVirtual().start(() -> reset(link)));
            case Injection.KillNode(var id) -> end(node(id), "SIGKILL", ExitCause.KILLED);
            case Injection.TerminateNode(var id) -> end(node(id), "SIGTERM", ExitCause.TERMINATED);
            case Injection.PauseNode(var id) -> node(id).pause();
            case Injection.RestartNode(var id) -> restart(node(id));
            case Injection.RestartNodeWith(var id, var redisConf, _) -> {
                node(id).putConf(cluster.resolved(id, redisConf));
                restart(node(id));
            }
            case Injection.SuperviseNode(var id, var delay) -> node(id).supervise(delay);
            case Injection.ThrottleDisk(var id, long bytesPerSecond) ->
                    throttle(node(id), bytesPerSecond);
            case Injection.CapMemory(var id, long bytes) -> cap(node(id), bytes);
            case Injection.LimitCpu(var id, double cores) -> cores(node(id), cores);
            case Injection.OperatorCommand(var id, var command) ->
                    reply = cluster.admin(id, ANSWER_MAX, command).orElse(null);
            case Injection.EditConfig(var id, var redisConf) ->
                    node(id).putConf(cluster.resolved(id, redisConf));
            default -> {
                // A link, which has been seen to; the rest the lab refuses beforehand.
            }
        }
    }

    private void undo() {
        switch (injection) {
            case Injection.PauseNode(var id) -> node(id).unpause();
            case Injection.SuperviseNode(var id, _) -> node(id).supervise(null);
            case Injection.ThrottleDisk(var id, _) -> throttle(node(id), 0);
            case Injection.CapMemory(var id, _) ->
                    cap(node(id), node(id).spec().memoryCapBytes().orElseGet(this::wholeMemory));
            case Injection.LimitCpu(var id, _) -> cores(node(id), wholeCores());
            default -> {
                // A link, or a lasting change.
            }
        }
    }

    private void reset(LinkId link) {
        try {
            cluster.links().mesh().reset(link);
        } catch (IOException lost) {
            throw new LabLost("Toxiproxy does not do what it is told: " + lost.getMessage(), lost);
        }
    }

    // Processes.

    private void end(NodeContainer node, String signal, ExitCause why) {
        if (!node.running()) {
            return;
        }
        // A process that waits for a throttled fsync cannot even be killed.
        if (node.throttledTo() > 0) {
            cluster.throttle().limit(node.id(), 0);
        }
        int exits = node.exits();
        node.signal(signal, why);
        cluster.await(EXIT_MAX, () -> node.exits() > exits);
    }

    private void restart(NodeContainer node) {
        Duration supervisor = node.supervisor();
        node.supervise(null);
        end(node, "SIGTERM", ExitCause.TERMINATED);
        node.start();
        // The kernel has forgotten it together with the cgroup of the process that ended.
        if (node.throttledTo() > 0) {
            cluster.throttle().limit(node.id(), node.throttledTo());
        }
        node.supervise(supervisor);
    }

    // Resources.

    private void throttle(NodeContainer node, long bytesPerSecond) {
        node.throttledTo(bytesPerSecond);
        answer = cluster.throttle().limit(node.id(), bytesPerSecond);
    }

    private void cap(NodeContainer node, long bytes) {
        cluster.engine()
                .client()
                .updateContainerCmd(node.id())
                .withMemory(bytes)
                .withMemorySwap(bytes)
                .exec();
    }

    /// The API has no word for "no cap": all the memory that there is comes to the same.
    private long wholeMemory() {
        return Objects.requireNonNull(cluster.engine().info().getMemTotal());
    }

    private void cores(NodeContainer node, double cores) {
        cluster.engine()
                .client()
                .updateContainerCmd(node.id())
                .withNanoCPUs((long) (cores * NANOS_PER_CORE))
                .exec();
    }

    private double wholeCores() {
        return Objects.requireNonNull(cluster.engine().info().getNCPU());
    }
}
