package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.replication.ReplicationId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A master that restarts restores its place in its history before the rest of its log is read: a
/// turn of the clock in between forgot the place, and every replica had to come in full.
class RestoredPlaceTest {
    /// A host that has been up for a day.
    private static final long UPTIME_NANOS = 86_400 * SECOND;

    private static Now after(long nanos) {
        return new Now(UPTIME_NANOS + nanos, 1_700_000_000L * SECOND);
    }

    @Test
    void theBacklogsTimeToLiveBeginsWhenAllIsLoaded() throws Exception {
        var node =
                new NodeContext(
                        ServerConfig.parse("", "", List.of()),
                        new LoneNode.Peers(),
                        new DiskCalls(new LoneNode.Missing()),
                        new Prng(1),
                        (_, _, _) -> {},
                        NodeEvents.UNHEARD,
                        Memory.COLLECTED,
                        HostProcess.SIMULATED,
                        MemoryGauge.AMPLE);
        node.at(after(0));
        node.replication.restore(new ReplicationId("ab".repeat(20)), 100);
        node.replication.activate();
        node.masterSide.cron();
        assertThat(node.replication.active()).isTrue();

        node.loading = false;
        node.masterSide.started();
        node.at(after(3599 * SECOND));
        node.masterSide.cron();
        assertThat(node.replication.active()).isTrue();

        node.at(after(3601 * SECOND));
        node.masterSide.cron();
        assertThat(node.replication.active()).isFalse();
    }
}
