package dev.firedrill.faults.docker.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Finds out what this machine allows a container to do.
///
/// Usage: `has BIT` (prints whether the container has a capability), or `idle` (to be tried
/// something out on; ends after a minute).
public final class MachineTool {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    private MachineTool() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("idle")) {
            long began = System.nanoTime();
            while (System.nanoTime() - began < IDLE_MAX.toNanos()) {
                LockSupport.parkNanos(IDLE_MAX.toNanos());
            }
            return;
        }
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println(has(Integer.parseInt(arguments[1])));
        out.flush();
    }

    /// Whether this process has a capability in force.
    static boolean has(int bit) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(EFFECTIVE)) {
                String all = line.substring(EFFECTIVE.length()).strip();
                return (Long.parseUnsignedLong(all, 16) >> bit & 1) == 1;
            }
        }
        return false;
    }
}
