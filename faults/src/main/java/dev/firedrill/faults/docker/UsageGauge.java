package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a container's cgroup holds in memory and has used of the processors, as the engine reports
/// it every second. Memory is counted as `docker stats` does: without the page cache that the
/// kernel could give up at once.
final class UsageGauge implements AutoCloseable {
    private final DockerClient client;
    private final String container;
    private volatile long bytes = -1;
    private volatile long processorNanos = -1;
    private @Nullable Following following;

    UsageGauge(DockerClient client, String container) {
        this.client = client;
        this.container = container;
    }

    private final class Following extends ResultCallback.Adapter<Statistics> {
        @Override
        public void onNext(Statistics statistics) {
            bytes = inUse(statistics.getMemoryStats());
            processorNanos = used(statistics.getCpuStats());
        }
    }

    private static long used(@Nullable CpuStatsConfig processors) {
        var usage = processors == null ? null : processors.getCpuUsage();
        return usage == null ? -1 : Objects.requireNonNullElse(usage.getTotalUsage(), -1L);
    }

    private static long inUse(@Nullable MemoryStatsConfig memory) {
        if (memory == null || memory.getUsage() == null) {
            return -1;
        }
        var stats = memory.getStats();
        Long idle = stats == null ? null : stats.getTotalInactiveFile();
        if (idle == null && stats != null) {
            idle = stats.getInactiveFile();
        }
        return memory.getUsage() - (idle == null ? 0 : idle);
    }

    /// Empty before the first report.
    OptionalLong bytes() {
        return known(bytes);
    }

    /// Of all processors together, since the container started. Empty before the first report.
    OptionalLong processorNanos() {
        return known(processorNanos);
    }

    private static OptionalLong known(long reported) {
        return reported < 0 ? OptionalLong.empty() : OptionalLong.of(reported);
    }

    synchronized void follow() {
        close();
        following = client.statsCmd(container).exec(new Following());
    }

    @Override
    public synchronized void close() {
        Following open = following;
        following = null;
        bytes = -1;
        processorNanos = -1;
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyEnded) {
                // The stream has ended with its container.
            }
        }
    }
}
