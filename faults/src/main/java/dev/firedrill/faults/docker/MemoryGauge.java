package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a container's cgroup holds in memory, as the engine reports it every second: without the
/// page cache that the kernel could give up at once, as `docker stats` counts.
final class MemoryGauge implements AutoCloseable {
    private final DockerClient client;
    private final String container;
    private volatile long bytes = -1;
    private @Nullable Following following;

    MemoryGauge(DockerClient client, String container) {
        this.client = client;
        this.container = container;
    }

    private final class Following extends ResultCallback.Adapter<Statistics> {
        @Override
        public void onNext(Statistics statistics) {
            bytes = inUse(statistics.getMemoryStats());
        }
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
        long seen = bytes;
        return seen < 0 ? OptionalLong.empty() : OptionalLong.of(seen);
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
        if (open != null) {
            try {
                open.close();
            } catch (IOException alreadyEnded) {
                // The stream has ended with its container.
            }
        }
    }
}
