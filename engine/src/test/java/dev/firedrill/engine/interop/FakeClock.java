package dev.firedrill.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/// A wall clock that a test can step while a process runs, by a library that is loaded before libc
/// (libfaketime). The monotonic clock stays true. redis-server hangs at start with the library, so
/// it is for the engine only.
final class FakeClock {
    private static final Path LIBRARY =
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    private final Path offset;
    private long seconds;

    /// @param folder where the library reads the offset
    FakeClock(Path folder) throws IOException {
        offset = Files.writeString(folder.resolve("offset"), "+0");
    }

    /// Skips the test, loudly, where there is no such library.
    static void assumeInstalled() {
        boolean found = Files.exists(LIBRARY);
        if (!found) {
            System.err.println("SKIPPED: no libfaketime on this machine (Debian: libfaketime)");
        }
        Assumptions.assumeTrue(found, "no libfaketime on this machine");
    }

    /// Without the last of them libfaketime 0.9.10 takes the JVM's times to wait until for times of
    /// the wall clock: every wait with a timeout ends at once, so that a timer that a step has
    /// stopped would not be missed, and each of the JVM's own threads takes a processor.
    Map<String, String> variables() {
        return Map.of(
                "LD_PRELOAD", LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /// The process's clock is soon that far from the true one; returns when its TIME says so.
    ///
    /// @param seconds to the true clock, not to the last step
    void step(long seconds, int port) throws IOException {
        long date = unixSeconds(port) - this.seconds;
        Files.writeString(offset, (seconds < 0 ? "" : "+") + seconds);
        this.seconds = seconds;
        Awaitility.await("the clock has jumped")
                .atMost(15, TimeUnit.SECONDS)
                .until(() -> Math.abs(unixSeconds(port) - (date + seconds)) < 60);
    }

    private static long unixSeconds(int port) throws IOException {
        return Long.parseLong(RawBytes.answerTo(port, "TIME\r\n").split("\r\n", -1)[2]);
    }
}
