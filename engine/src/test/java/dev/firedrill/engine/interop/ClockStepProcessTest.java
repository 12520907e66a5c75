package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The wall clock of a running server jumps by an hour ([FakeClock]). redis-server is the replica,
/// on the true clock.
class ClockStepProcessTest {
    @TempDir Path folder;

    @BeforeEach
    void needsTheLibrary() {
        RealRedis.assumeInstalled();
        FakeClock.assumeInstalled();
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(15, TimeUnit.SECONDS).until(condition);
    }

    private static long number(int port, String field) {
        return Long.parseLong(Peers.info(port, field));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aStepOfTheClockStopsNoTimer(long step) throws Exception {
        var clock = new FakeClock(folder);
        Path own = Files.createDirectory(folder.resolve("replica"));
        try (var master =
                        EngineProcess.start(
                                folder,
                                RealRedis.freePort(),
                                clock.variables(),
                                "--appendonly",
                                "yes",
                                "--repl-timeout",
                                "3",
                                "--repl-diskless-sync-delay",
                                "0",
                                "--repl-ping-replica-period",
                                "1");
                var replica =
                        RealRedis.start(
                                own,
                                "--replicaof",
                                "127.0.0.1 " + master.port(),
                                "--repl-timeout",
                                "3")) {
            int port = master.port();
            await(
                    "the replica follows",
                    () -> replica.cli("INFO", "replication").contains("master_link_status:up"));

            clock.step(step, port);

            Peers.cli(port, "SET", "k", "v");
            Peers.cli(port, "SET", "gone", "v", "PX", "1");
            await(
                    "the write is fsynced",
                    () ->
                            number(port, "aof_oldest_unsynced_age_ms") == 0
                                    && Peers.info(port, "aof_pending_bio_fsync").equals("0"));
            await("the key is expired by itself", () -> number(port, "expired_keys") == 1);
            assertThat(Peers.cli(port, "WAIT", "2", "200")).isEqualTo("1");
            long uptime = number(port, "uptime_in_seconds");
            await(
                    "more than repl-timeout passes",
                    () -> number(port, "uptime_in_seconds") > uptime + 5);
            assertThat(number(port, "sync_full")).isEqualTo(1);
            assertThat(number(port, "sync_partial_ok")).isZero();
            assertThat(replica.cli("INFO", "replication")).contains("master_link_status:up");
            assertThat(master.terminate()).isZero();
        }
    }
}
