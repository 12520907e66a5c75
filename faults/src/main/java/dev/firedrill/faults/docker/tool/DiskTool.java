package dev.firedrill.faults.docker.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Runs by itself in a container of its own: between a server and its disk, or once, to damage a
/// file. Prints what it does, line by line; `no ...` when it cannot.
///
/// Usage:
/// - `check`: whether tracing is possible here
/// - `trace PROCESS FOLDER ORDERS`: follows the file ORDERS, see [Orders], until the server ends
/// - `flip FOLDER FILE OFFSET BIT` or `truncate FOLDER FILE LENGTH`: in place, as a disk does it
public final class DiskTool {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int BIT_OF_SYS_PTRACE = 19;
    private static final Duration POLL = Duration.ofMillis(10);

    private final PrintStream out;

    private DiskTool() {
        out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) {
        new DiskTool().run(arguments);
    }

    private void run(String[] arguments) {
        try {
            switch (arguments[0]) {
                case "trace" ->
                        trace(
                                Integer.parseInt(arguments[1]),
                                Path.of(arguments[2]),
                                Path.of(arguments[3]));
                case "flip" ->
                        flip(
                                below(arguments[1], arguments[2]),
                                Long.parseLong(arguments[3]),
                                Integer.parseInt(arguments[4]));
                case "truncate" ->
                        truncate(below(arguments[1], arguments[2]), Long.parseLong(arguments[3]));
                case "check" -> check();
                default -> out.println("no such task: " + arguments[0]);
            }
        } catch (IOException refused) {
            out.println("no " + refused.getMessage());
        }
    }

    private void trace(int process, Path folder, Path file) throws IOException {
        var tracer = new Tracer(folder, out::println);
        // Those that were given beforehand count from the first call on.
        readOrders(tracer, file);
        Thread.ofPlatform()
                .daemon()
                .name("orders")
                .start(() -> {
                    while (true) {
                        LockSupport.parkNanos(POLL.toNanos());
                        readOrders(tracer, file);
                    }
                });
        tracer.run(process);
    }

    private static void readOrders(Tracer tracer, Path file) {
        try {
            Orders.parse(Files.readString(file)).ifPresent(tracer::order);
        } catch (IOException none) {
            // Not written yet, or being replaced.
        }
    }

    /// Whether this process has a capability in force.
    private static boolean has(int bit) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(EFFECTIVE)) {
                String all = line.substring(EFFECTIVE.length()).strip();
                return (Long.parseUnsignedLong(all, 16) >> bit & 1) == 1;
            }
        }
        return false;
    }

    /// Whether this machine allows tracing at all: tried out with a process of its own.
    private void check() throws IOException {
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new IOException("this is " + System.getProperty("os.arch") + ", not x86-64");
        }
        if (!has(BIT_OF_SYS_PTRACE)) {
            throw new IOException("SYS_PTRACE is not granted to a container");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process child =
                new ProcessBuilder(
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                IdleTool.class.getName())
                        .start();
        try {
            var kernel = new Ptrace();
            if (!kernel.seize((int) child.pid())) {
                throw new IOException("the kernel does not allow tracing: error " + kernel.errno());
            }
        } finally {
            child.destroyForcibly();
        }
        out.println("ok");
    }

    private static Path below(String folder, String file) throws IOException {
        Path root = Path.of(folder).normalize();
        Path path = root.resolve(file).normalize();
        if (!path.startsWith(root)) {
            throw new IOException(file + " lies outside of the data folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException("there is no file " + file);
        }
        return path;
    }

    private void flip(Path path, long offset, int bit) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rwd")) {
            if (offset >= file.length()) {
                throw new IOException(path + " has " + file.length() + " B");
            }
            file.seek(offset);
            int before = file.read();
            file.seek(offset);
            file.write(before ^ 1 << bit);
        }
        out.println("ok");
    }

    private void truncate(Path path, long length) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rwd")) {
            if (length < file.length()) {
                file.setLength(length);
            }
        }
        out.println("ok");
    }
}
