package dev.firedrill.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A control group with a limit of memory, as a container is: made below this process's own group,
/// so that the limits of that one still hold, or beside it (version 2 lets no group with processes
/// have groups with limits below it).
final class MemoryGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path folder;
    private final String version;

    private MemoryGroup(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    /// Empty where this process may make no such group: it is not root, its own container hides the
    /// groups, or the kernel was not asked to limit memory.
    static Optional<MemoryGroup> make(long bytes) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            boolean second = fields[1].isEmpty();
            if (!second && !List.of(fields[1].split(",", -1)).contains("memory")) {
                continue;
            }
            Path base = second ? ROOT : ROOT.resolve("memory");
            Path own = base.resolve(fields[2].substring(1));
            for (Path parent : second ? List.of(own, own.getParent()) : List.of(own)) {
                Path folder = parent.resolve("firedrill-" + ProcessHandle.current().pid());
                if (parent.startsWith(base)
                        && Files.isWritable(parent)
                        && limited(folder, second, bytes)) {
                    return Optional.of(new MemoryGroup(folder, second ? "v2" : "v1"));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean limited(Path folder, boolean second, long bytes) {
        List<String> limits =
                second
                        ? List.of("memory.max", "memory.swap.max")
                        : List.of("memory.limit_in_bytes", "memory.memsw.limit_in_bytes");
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve(limits.getFirst()), Long.toString(bytes));
        } catch (IOException notAllowed) {
            folder.toFile().delete();
            return false;
        }
        try {
            // Version 1 counts memory and swap together, version 2 swap alone.
            Files.writeString(
                    folder.resolve(limits.getLast()), second ? "0" : Long.toString(bytes));
        } catch (IOException swapIsNotCounted) {
            // The limit of memory holds without it.
        }
        return true;
    }

    String version() {
        return version;
    }

    /// A line of shell that moves the shell into the group.
    String join() {
        return "echo $$ > " + folder.resolve("cgroup.procs");
    }

    boolean has(Process process) throws IOException {
        try (Stream<String> ids = Files.lines(folder.resolve("cgroup.procs"))) {
            return ids.anyMatch(Long.toString(process.pid())::equals);
        }
    }

    /// The kernel counts a process that has ended for a moment longer.
    @Override
    public void close() {
        Awaitility.await("the group is empty")
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> folder.toFile().delete());
    }
}
