package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// A delayed system call. The thread that is about to make it sleeps first, and makes it when it
/// wakes up. The kernel counts the time, so that no other thread waits for the tracer to do it.
final class HeldCall {
    private final Ptrace kernel;
    private final int thread;
    private final Registers before;
    private final long address;
    private final byte[] replaced;

    HeldCall(Ptrace kernel, int thread, Duration delay) throws IOException {
        this.kernel = kernel;
        this.thread = thread;
        before = kernel.registers(thread);
        byte[] time =
                ByteBuffer.allocate(2 * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(delay.toSeconds())
                        .putLong(delay.toNanosPart())
                        .array();
        address = before.scratch(time.length);
        replaced = ServerFiles.exchange(thread, address, time);
        kernel.registers(thread, before.sleepingInstead(address));
    }

    /// The sleep is over.
    void goOn() throws IOException {
        ServerFiles.exchange(thread, address, replaced);
        kernel.registers(thread, before.repeating());
    }
}
