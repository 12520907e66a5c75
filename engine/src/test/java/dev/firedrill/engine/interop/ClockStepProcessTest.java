package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The wall clock of a running server jumps by an hour, by a library that is loaded before libc
/// (libfaketime; redis-server hangs at start with it, so it is the replica here, on the true
/// clock).
class ClockStepProcessTest {
    private static final Path FAKETIME =
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    @TempDir Path folder;

    @BeforeEach
    void needsTheLibrary() {
        RealRedis.assumeInstalled();
        boolean found = Files.exists(FAKETIME);
        if (!found) {
            System.err.println("SKIPPED: no libfaketime on this machine (Debian: libfaketime)");
        }
        Assumptions.assumeTrue(found, "no libfaketime on this machine");
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(15, TimeUnit.SECONDS).until(condition);
    }

    private static long number(int port, String field) {
        return Long.parseLong(Peers.info(port, field));
    }

    private static long unixSeconds(int port) {
        return Long.parseLong(Peers.cli(port, "TIME").lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3600", "+3600"})
    void aStepOfTheClockStopsNoTimer(String step) throws Exception {
        Path offset = Files.writeString(folder.resolve("offset"), "+0");
        Path own = Files.createDirectory(folder.resolve("replica"));
        var environment =
                Map.of(
                        "LD_PRELOAD", FAKETIME.toString(),
                        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        "DONT_FAKE_MONOTONIC", "1");
        try (var master =
                        EngineProcess.start(
                                folder,
                                RealRedis.freePort(),
                                environment,
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
            long date = unixSeconds(port);

            Files.writeString(offset, step);

            long seconds = Long.parseLong(step);
            await(
                    "the clock has jumped",
                    () -> Math.abs(unixSeconds(port) - (date + seconds)) < 60);
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
