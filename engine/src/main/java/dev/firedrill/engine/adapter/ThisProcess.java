package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.HostProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Facts about this process, read from `/proc`, which needs no library. Where there is no `/proc`,
/// what would stand there is 0. CPU times come in steps of the kernel's clock, 10 ms.
final class ThisProcess implements HostProcess {
    /// `USER_HZ`, which is 100 on every machine that Linux runs on today.
    private static final long MICROS_PER_CLOCK_TICK = 10_000;

    /// Fields of `/proc/PID/stat`, counted from the one behind the name.
    private static final int USER_TICKS = 11;

    private static final Path PROC = Path.of("/proc");

    private final Facts facts;

    /// @param epoll whether sockets are watched by epoll rather than by what the JVM chooses
    ThisProcess(boolean epoll) {
        ProcessHandle self = ProcessHandle.current();
        facts =
                new Facts(
                        self.pid(),
                        System.getProperty("os.name")
                                + " "
                                + System.getProperty("os.version")
                                + " "
                                + machine(System.getProperty("os.arch")),
                        "POSIX clock_gettime",
                        epoll ? "epoll" : "nio",
                        "jvm",
                        "0.0.0",
                        self.info().command().orElse(""),
                        "jvm",
                        kilobytes(PROC.resolve("meminfo"), "MemTotal:") * 1024);
    }

    /// As `uname -m` says it.
    private static String machine(String architecture) {
        return architecture.equals("amd64") ? "x86_64" : architecture;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public Usage usage() {
        long[] process = ticks(PROC.resolve("self/stat"));
        long[] thread = ticks(PROC.resolve("thread-self/stat"));
        return new Usage(
                kilobytes(PROC.resolve("self/status"), "VmRSS:") * 1024,
                process[1] * MICROS_PER_CLOCK_TICK,
                process[0] * MICROS_PER_CLOCK_TICK,
                process[3] * MICROS_PER_CLOCK_TICK,
                process[2] * MICROS_PER_CLOCK_TICK,
                thread[1] * MICROS_PER_CLOCK_TICK,
                thread[0] * MICROS_PER_CLOCK_TICK);
    }

    /// User, system, children's user and children's system time.
    private static long[] ticks(Path stat) {
        List<String> lines = lines(stat);
        long[] ticks = new long[4];
        if (lines.isEmpty()) {
            return ticks;
        }
        String line = lines.getFirst();
        // The name stands in parentheses and may hold spaces and parentheses of its own.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = Long.parseLong(fields[USER_TICKS + i]);
        }
        return ticks;
    }

    private static long kilobytes(Path file, String name) {
        for (String line : lines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException noSuchFileHere) {
            return List.of();
        }
    }
}
