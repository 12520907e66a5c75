import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server process of either kind, in a folder of its own, with the same options.
final class Server implements AutoCloseable {
    /// Which program is measured.
    enum Kind {
        ENGINE,
        REDIS
    }

    private static final double TICKS_PER_SECOND = 100;

    final Kind kind;
    final int port;
    final Path folder;
    final long startedNanos;
    private final Process process;

    private Server(Kind kind, int port, Path folder, Process process, long startedNanos) {
        this.kind = kind;
        this.port = port;
        this.folder = folder;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    static Server start(Path root, Kind kind, Path folder, String... options) throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var command = new ArrayList<String>();
        if (kind == Kind.ENGINE) {
            command.addAll(List.of(root.resolve("firedrill").toString(), "server"));
        } else {
            command.add("redis-server");
        }
        command.addAll(List.of("--enable-debug-command", "local"));
        command.addAll(List.of("--port", Integer.toString(port), "--dir", folder.toString()));
        command.addAll(List.of(options));
        long started = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        var server = new Server(kind, port, folder, process, started);
        server.awaitPong();
        return server;
    }

    /// Until it answers PING with PONG: not with an error that says it is loading.
    private void awaitPong() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (var client = new Client(port)) {
                if (client.ask("PING").equals("+PONG")) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
        throw new IOException("no PONG from " + kind + ": " + Files.readString(folder.resolve("log")));
    }

    /// Seconds of processor time so far, in the kernel's ticks.
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// Memory of the process and of the children that it forked, shared pages counted once.
    long memoryBytes() {
        long bytes = proportionalBytes(process.pid());
        return bytes + process.descendants().mapToLong(one -> proportionalBytes(one.pid())).sum();
    }

    private static long proportionalBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }

    /// A field of INFO replication; empty when it is not there.
    String info(String field) throws IOException {
        try (var client = new Client(port)) {
            return client.ask("INFO", "replication").lines()
                    .filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.substring(field.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try (var files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException kept) {
            System.err.println("bench: " + folder + " could not be removed: " + kept);
        }
    }

    @Override
    public String toString() {
        return kind + " " + Arrays.asList(port, folder);
    }
}
