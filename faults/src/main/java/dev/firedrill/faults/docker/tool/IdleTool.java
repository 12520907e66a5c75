package dev.firedrill.faults.docker.tool;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A process to try something out on, which ends after a minute.
public final class IdleTool {
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    private IdleTool() {}

    public static void main(String[] none) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < IDLE_MAX.toNanos()) {
            LockSupport.parkNanos(IDLE_MAX.toNanos());
        }
    }
}
