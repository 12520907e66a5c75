package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.MemoryGauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How much memory this process may take: the container's limit, or the machine's memory, less what
/// the JVM takes for itself. Read from the kernel's files, because an image's JVM may lack the
/// module that tells. Where there are no such files, there is no limit.
final class ProcessMemory implements MemoryGauge {
    /// Says the limit, in megabytes, where neither container nor machine does.
    private static final String PROPERTY = "firedrill.memory.megabytes";

    /// What a running JVM takes beside heap and dataset: code, classes, threads, the collector's
    /// tables, Netty's buffers, and those of the kernel for sockets, which count too. Measured as
    /// about 60 MB under load.
    private static final long JVM_BYTES = 80L * 1024 * 1024;

    /// What lies outside of the heap takes a little more than it is long: page tables, ends of
    /// pages. Up to the first of these numbers that is in [#JVM_BYTES].
    private static final long MARGIN_FREE_BYTES = 320L * 1024 * 1024;

    private static final int MARGIN_PART = 32;

    /// What the keyspace can tell apart is 32 GB.
    private static final long ADDRESSABLE_BYTES = 31L << 30;

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final long limitBytes = limitBytes();

    private static long limitBytes() {
        long limit = Long.getLong(PROPERTY, Long.MAX_VALUE >> 20) << 20;
        limit = Math.min(limit, machineBytes());
        for (Path folder : groups()) {
            limit = Math.min(limit, bytesIn(folder.resolve("memory.max")));
            limit = Math.min(limit, bytesIn(folder.resolve("memory.limit_in_bytes")));
        }
        return limit;
    }

    /// This process's control groups for memory, of both versions, with all that contain them.
    private static List<Path> groups() {
        var groups = new ArrayList<>(List.of(CGROUPS, CGROUPS.resolve("memory")));
        for (String line : linesOf(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            Path base = fields[1].isEmpty() ? CGROUPS : CGROUPS.resolve("memory");
            if (fields[1].isEmpty() || List.of(fields[1].split(",", -1)).contains("memory")) {
                Path group = base;
                for (Path name : Path.of(fields[2].substring(1)).normalize()) {
                    group = group.resolve(name);
                    groups.add(group);
                }
            }
        }
        return groups;
    }

    private static long machineBytes() {
        for (String line : linesOf(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }

    private static long bytesIn(Path file) {
        List<String> lines = linesOf(file);
        // "max" stands for no limit, and so does any number that is no number of ours.
        return lines.isEmpty() || !lines.getFirst().matches("[0-9]{1,18}")
                ? Long.MAX_VALUE
                : Long.parseLong(lines.getFirst());
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of();
        }
    }

    @Override
    public long foreignBytesMax() {
        long margin = Math.max(0, limitBytes - MARGIN_FREE_BYTES) / MARGIN_PART;
        long free = limitBytes - JVM_BYTES - margin - Runtime.getRuntime().totalMemory();
        return Math.max(0, Math.min(free, ADDRESSABLE_BYTES));
    }

    @Override
    public long heapBytesMax() {
        return Runtime.getRuntime().maxMemory();
    }
}
