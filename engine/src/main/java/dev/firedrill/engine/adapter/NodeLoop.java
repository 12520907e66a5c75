package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskTicket;
import dev.firedrill.engine.node.Node;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one owner of a node: carries what sockets, files and the clock do to its door, on one event
/// loop. All inputs of one turn of the loop are a batch, ended by one [Node#settle].
final class NodeLoop {
    private final EventLoop loop;
    private final Clocks clock;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /// Every connection that stands. What is closed late is closed at once.
    private final ChannelGroup open;

    private @Nullable Node node;
    private boolean stopped;

    /// A signal has asked for the end, and the node has not been told yet. Read by the thread on
    /// which signals arrive, as what follows.
    private volatile boolean signalled;

    /// The node was told, and the end has neither come nor failed.
    private volatile boolean terminating;

    private volatile boolean loading = true;
    private boolean settleScheduled;
    private long tickScheduledAtNanos = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> tickTimer;

    NodeLoop(EventLoop loop, Clocks clock) {
        this.loop = loop;
        this.clock = clock;
        open = new DefaultChannelGroup("connections", loop, true);
    }

    void opened(Channel channel) {
        open.add(channel);
    }

    /// Peers must learn of the end now: an event loop that ends may leave a socket behind that
    /// nobody reads, and a replica at its other end would take it for a silent master.
    void closeConnections() {
        open.close().awaitUninterruptibly();
    }

    /// Must be called on the loop.
    void start(Node started) {
        node = started;
        started.start(clock.now());
        inputDone();
    }

    /// The process's exit code, once the node has decided that it must end.
    CompletableFuture<Integer> exit() {
        return exit;
    }

    /// Delivers no further input to the node, and cancels its timer.
    void stop() {
        stopped = true;
        if (tickTimer != null) {
            tickTimer.cancel(false);
        }
    }

    void terminate(String directive) {
        signalled = true;
        try {
            loop.execute(() -> {
                Node running = running();
                if (running == null) {
                    return;
                }
                running.terminate(clock.now(), directive);
                terminating = true;
                signalled = false;
                inputDone();
            });
        } catch (RejectedExecutionException ended) {
            // The loop has ended with its node: there is nothing left to end.
        }
    }

    boolean terminating() {
        return signalled || terminating;
    }

    boolean loading() {
        return loading;
    }

    /// Whether one client more would be refused.
    boolean full() {
        Node running = running();
        return running != null && running.full();
    }

    void accepted(NettyConnection connection, String peer, String local) {
        Node running = running();
        if (running != null) {
            running.accepted(clock.now(), connection, peer, local);
            inputDone();
        }
    }

    void connected(NettyConnection connection) {
        Node running = running();
        if (running != null) {
            running.connected(clock.now(), connection);
            inputDone();
        }
    }

    void received(NettyConnection connection, ByteBuffer bytes) {
        Node running = running();
        if (running != null) {
            running.received(clock.now(), connection, bytes);
            inputDone();
        }
    }

    void writable(NettyConnection connection) {
        Node running = running();
        if (running != null) {
            running.writable(clock.now(), connection);
            inputDone();
        }
    }

    void closed(NettyConnection connection, CloseReason why) {
        Node running = running();
        if (running != null) {
            running.closed(clock.now(), connection, why);
            inputDone();
        }
    }

    void completed(DiskTicket ticket, DiskOutcome outcome) {
        Node running = running();
        if (running != null) {
            running.completed(clock.now(), ticket, outcome);
            inputDone();
        }
    }

    /// A bug of ours: the process must not go on with a node in an unknown state.
    void failed(Throwable bug) {
        exit.completeExceptionally(bug);
    }

    private @Nullable Node running() {
        return stopped || exit.isDone() ? null : node;
    }

    /// Tasks run after all sockets of this turn were read, so one settle ends the whole batch.
    private void inputDone() {
        if (!settleScheduled) {
            settleScheduled = true;
            loop.execute(this::settle);
        }
    }

    private void settle() {
        settleScheduled = false;
        Node running = running();
        if (running == null) {
            return;
        }
        try {
            running.settle(clock.now());
            afterNode(running);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    private void tick() {
        tickTimer = null;
        tickScheduledAtNanos = Long.MAX_VALUE;
        Node running = running();
        if (running == null) {
            return;
        }
        try {
            running.tick(clock.now());
            inputDone();
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    private void afterNode(Node running) {
        loading = running.loading();
        terminating &= running.shutsDown();
        OptionalInt exitCode = running.exitCode();
        if (exitCode.isPresent()) {
            exit.complete(exitCode.getAsInt());
            return;
        }
        scheduleTick(running.tickWantedAtNanos());
    }

    private void scheduleTick(long wantedAtNanos) {
        if (wantedAtNanos >= tickScheduledAtNanos) {
            return;
        }
        if (tickTimer != null) {
            tickTimer.cancel(false);
        }
        tickScheduledAtNanos = wantedAtNanos;
        // Never `execute`, even when the tick is wanted at once: tasks run until none is left, and
        // a node in the middle of a snapshot wants one tick after the other, so sockets would
        // starve. A timer that is due is looked at once a turn.
        long delayNanos = Math.max(1, wantedAtNanos - clock.nanos());
        tickTimer = loop.schedule(this::tick, delayNanos, TimeUnit.NANOSECONDS);
    }
}
