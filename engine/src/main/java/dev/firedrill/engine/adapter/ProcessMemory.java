package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.MemoryGauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How much memory this process may take: the container's limit, or the machine's memory, less what
/// the JVM takes for itself. Read from the kernel's files, because an image's JVM may lack the
/// module that tells, and its heap follows the limit at the start only. Where there are no such
/// files, there is no limit.
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

    private final Path cgroups;
    private final Path proc;

    /// What does not change while the process runs: the machine's memory and the option.
    private final long fixedBytes;

    private final List<Path> limitFiles;
    private final long limitAtStartBytes;
    private long limitBytes;

    ProcessMemory() {
        this(Path.of("/sys/fs/cgroup"), Path.of("/proc"));
    }

    /// @param cgroups where the kernel shows control groups
    /// @param proc where it shows machine and processes
    ProcessMemory(Path cgroups, Path proc) {
        this.cgroups = cgroups;
        this.proc = proc;
        long option = Long.getLong(PROPERTY, Long.MAX_VALUE >> 20) << 20;
        fixedBytes = Math.min(option, machineBytes());
        limitFiles =
                groups().stream()
                        .flatMap(group ->
                                Stream.of(
                                        group.resolve("memory.max"),
                                        group.resolve("memory.limit_in_bytes")))
                        .filter(Files::exists)
                        .distinct()
                        .toList();
        limitBytes = fixedBytes;
        limitAtStartBytes = readLimitBytes();
    }

    @Override
    public long readLimitBytes() {
        long limit = fixedBytes;
        for (Path file : limitFiles) {
            List<String> lines = linesOf(file);
            if (lines.isEmpty()) {
                // For want of a file descriptor, say: that lifts no limit.
                return limitBytes;
            }
            limit = Math.min(limit, bytesOf(lines.getFirst()));
        }
        limitBytes = limit;
        return limit;
    }

    /// This process's control groups for memory, of both versions, with all that contain them.
    private List<Path> groups() {
        var groups = new ArrayList<>(List.of(cgroups, cgroups.resolve("memory")));
        for (String line : linesOf(proc.resolve("self").resolve("cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            Path base = fields[1].isEmpty() ? cgroups : cgroups.resolve("memory");
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

    private long machineBytes() {
        for (String line : linesOf(proc.resolve("meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return Long.MAX_VALUE;
    }

    /// "max" stands for no limit, and so does any number that is no number of ours.
    private static long bytesOf(String line) {
        return line.matches("[0-9]{1,18}") ? Long.parseLong(line) : Long.MAX_VALUE;
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

    /// A JVM keeps the heap's maximum that it was started with. Under a lower limit its users get
    /// the same part of the limit as at the start, so that the heap need not grow that far.
    @Override
    public long heapBytesMax() {
        long heap = Runtime.getRuntime().maxMemory();
        return limitBytes >= limitAtStartBytes
                ? heap
                : (long) (heap * ((double) limitBytes / limitAtStartBytes));
    }
}
