package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A master that knows SYNC and not PSYNC, as those before Redis 2.8, tells its replicas no place
/// in its history: they show none, and have one of their own when they are promoted.
class SyncOnlyMasterTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @Test
    void itsReplicasShowNoHistoryUntilTheyArePromoted() throws Exception {
        try (var master = RealRedis.start(one, "--save", "", "--rename-command", "PSYNC", "")) {
            String following = "127.0.0.1 " + master.port();
            try (var engine = RunningEngine.start(two, "--save", "", "--replicaof", following);
                    var redis = RealRedis.start(three, "--save", "", "--replicaof", following)) {
                Peers.assertReplicates(master.port(), engine.port());
                Peers.awaitLink(redis.port());
                for (int port : new int[] {engine.port(), redis.port()}) {
                    assertThat(Peers.info(port, "master_link_status")).isEqualTo("up");
                    assertThat(Peers.info(port, "master_replid")).isEmpty();
                }
                engine.cli("REPLICAOF", "NO", "ONE");
                redis.cli("REPLICAOF", "NO", "ONE");
                for (int port : new int[] {engine.port(), redis.port()}) {
                    assertThat(Peers.info(port, "master_replid")).matches("[0-9a-f]{40}");
                }
            }
        }
    }
}
