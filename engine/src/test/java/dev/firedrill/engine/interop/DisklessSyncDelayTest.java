package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a transfer without a file waits for more replicas: until the delay is over, or as many
/// are there as `repl-diskless-sync-max-replicas` says.
class DisklessSyncDelayTest {
    private static final int KEEPALIVES = 3;

    @TempDir private Path folder;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static final String[] OPTIONS = {
        "--save",
        "",
        "--repl-diskless-sync",
        "yes",
        "--repl-diskless-sync-delay",
        "600",
        "--repl-diskless-sync-max-replicas",
        "2"
    };

    private static RawReplica asksForEverything(int master) throws Exception {
        var replica = RawReplica.connect(master);
        assertThat(replica.ask("REPLCONF", "capa", "eof", "capa", "psync2")).isEqualTo("+OK");
        replica.say("PSYNC", "?", "-1");
        return replica;
    }

    /// The master says each second that it has not forgotten: an answer that is put off is told
    /// from one that is late without a look at the clock.
    private static void assertWaits(RawReplica replica) throws Exception {
        for (int i = 0; i < KEEPALIVES; i++) {
            assertThat(replica.line()).as("keepalive %d", i).isEmpty();
        }
    }

    private static void assertBegins(RawReplica replica) throws Exception {
        String line = replica.line();
        while (line.isEmpty()) {
            line = replica.line();
        }
        assertThat(line).startsWith("+FULLRESYNC ");
        line = replica.line();
        while (line.isEmpty()) {
            line = replica.line();
        }
        assertThat(line).startsWith("$EOF:");
    }

    /// The delay is ten minutes, so what begins within the time-out of a read has not waited for
    /// it.
    private static void waitsForTwo(int master) throws Exception {
        try (var first = asksForEverything(master)) {
            assertWaits(first);
            assertThat(Peers.info(master, "slave0")).contains("state=wait_bgsave");
            assertThat(Peers.info(master, "rdb_bgsave_in_progress")).isEqualTo("0");
            try (var second = asksForEverything(master)) {
                assertBegins(second);
                assertBegins(first);
            }
        }
        assertThat(Peers.info(master, "sync_full")).isEqualTo("2");
    }

    @Test
    void theEngineBeginsWhenAsManyAreThereAsItWaitsFor() throws Exception {
        try (var engine = RunningEngine.start(folder, OPTIONS)) {
            waitsForTwo(engine.port());
            assertThat(engine.events())
                    .filteredOn(event -> event instanceof NodeEvent.SnapshotBegan)
                    .containsExactly(new NodeEvent.SnapshotBegan(SnapshotPurpose.REPLICATION, 2));
        }
    }

    @Test
    void soDoesRedis() throws Exception {
        try (var redis = RealRedis.start(folder, OPTIONS)) {
            waitsForTwo(redis.port());
        }
    }

    /// One that left is not counted: the second that comes is alone again.
    @Test
    void oneThatLeftIsNotCounted() throws Exception {
        try (var engine = RunningEngine.start(folder, OPTIONS)) {
            try (var gone = asksForEverything(engine.port())) {
                assertWaits(gone);
            }
            Peers.awaitEqual(() -> Peers.info(engine.port(), "connected_slaves"), "0");
            try (var alone = asksForEverything(engine.port())) {
                assertWaits(alone);
                try (var second = asksForEverything(engine.port())) {
                    assertBegins(second);
                    assertBegins(alone);
                }
            }
        }
    }
}
