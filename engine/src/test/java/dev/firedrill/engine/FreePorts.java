package dev.firedrill.engine;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports for servers that cannot be given port 0. They lie below those that the kernel draws for
/// clients (32768 and up on Linux), and test processes that run at the same time begin far apart:
/// nobody else takes a port before the server has it.
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = 20_000;
    private static final long APART = 997;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private FreePorts() {}

    public static int next() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (var _ = new ServerSocket(port)) {
                return port;
            } catch (BindException taken) {
                // The next one.
            }
        }
        throw new BindException("no port from " + FIRST + " on is free");
    }
}
