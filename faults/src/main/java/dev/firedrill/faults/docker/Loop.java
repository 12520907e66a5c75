package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.firedrill.engine.base.InvariantViolation;
import dev.firedrill.faults.lab.LabLost;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one thread on which a cluster's clients, timers, log lines and process events are heard, so
/// that nothing of a run ever happens twice at a time.
final class Loop implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("firedrill-lab", true), NioIoHandler.newFactory());
    private final EventLoop thread = group.next();
    private final long startedNanos = System.nanoTime();
    private volatile @Nullable Throwable failure;

    EventLoop thread() {
        return thread;
    }

    long nowNanos() {
        return System.nanoTime() - startedNanos;
    }

    void execute(Runnable task) {
        if (!group.isShuttingDown()) {
            thread.execute(() -> guarded(task));
        }
    }

    void after(Duration delay, Runnable task) {
        if (!group.isShuttingDown()) {
            thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Runs a task that may block, on a thread of its own.
    void aside(Runnable task) {
        Thread.ofVirtual().start(() -> guarded(task));
    }

    /// What a task throws ends the run: the scenario's next wait, or its next call on the loop,
    /// throws it.
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case LabLost lost -> throw new LabLost(String.valueOf(lost.getMessage()), lost);
            case DockerException refused -> throw lost(refused);
            case Throwable bug ->
                    throw new IllegalStateException("a task on the lab's loop failed", bug);
        }
    }

    static LabLost lost(DockerException refused) {
        return new LabLost(
                "the Docker engine refused: " + String.valueOf(refused.getMessage()).strip(),
                refused);
    }

    /// Runs it on the loop and returns what it returned.
    <T> T call(Supplier<T> task) {
        throwFailure();
        if (thread.inEventLoop()) {
            return task.get();
        }
        var result = new CompletableFuture<T>();
        thread.execute(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error thrown) {
                result.completeExceptionally(thrown);
            }
        });
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lab's loop worked", interrupted);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case InvariantViolation violated -> throw violated;
                case LabLost lost -> throw lost;
                case null, default ->
                        throw new IllegalStateException("a task on the lab's loop failed", failed);
            }
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
