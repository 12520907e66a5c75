package dev.firedrill.faults.docker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs by itself in a container of its own that sees the engine's cgroup files and a server's data
/// folder: sets the bandwidth of the disk below that folder for the server's cgroup, or measures
/// what a member of that cgroup gets. Older engines accept such a change and do nothing (API 1.41:
/// update), so the kernel's file is written instead.
///
/// Depends on the JDK alone: this one class file is what is copied into the container.
///
/// Usage: `throttle CONTAINER-ID BYTES-PER-SECOND` (0 lifts it) or `measure CONTAINER-ID BYTES`.
/// Prints one line, `ok ...` or `no ...`.
public final class CgroupTool {
    static final Path CGROUPS = Path.of("/host-cgroup");
    static final Path DATA = Path.of("/data");

    private static final int DEPTH_MAX = 8;
    private static final int DEVICE_FIELD = 2;
    private static final int MOUNT_POINT_FIELD = 4;

    /// The kernel throttles in slices of a tenth of a second, of which the first is free. So much
    /// of a second's worth uses it up before anything is measured.
    private static final int FREE_SHARE = 10;

    private static final int PIECE_BYTES = 1 << 20;

    private CgroupTool() {}

    public static void main(String[] arguments) throws IOException {
        var out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        long figure = Long.parseLong(arguments[2]);
        try {
            out.println(
                    arguments[0].equals("throttle")
                            ? throttle(arguments[1], figure)
                            : measure(arguments[1], Math.toIntExact(figure)));
        } catch (IOException refused) {
            out.println("no " + refused);
        }
        out.flush();
    }

    private static boolean unified() {
        return Files.exists(CGROUPS.resolve("cgroup.controllers"));
    }

    private static String throttle(String container, long bytesPerSecond) throws IOException {
        Optional<Path> folder = folderOf(container);
        if (folder.isEmpty()) {
            return "no cgroup of the container below " + CGROUPS;
        }
        String device = wholeDisk(deviceOf(DATA));
        String limit = Long.toString(bytesPerSecond);
        Path file;
        String line;
        if (unified()) {
            file = folder.get().resolve("io.max");
            line = device + " wbps=" + (bytesPerSecond == 0 ? "max" : limit);
        } else {
            file = folder.get().resolve("blkio.throttle.write_bps_device");
            line = device + " " + limit;
        }
        Files.writeString(file, line, StandardOpenOption.WRITE);
        return "ok " + line;
    }

    private static void write(FileChannel file, int bytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (int left = bytes; left > 0; left -= piece.limit()) {
            file.write(piece.clear().limit(Math.min(left, PIECE_BYTES)));
        }
        file.force(true);
    }

    /// The folder of the container's cgroup, whatever the cgroup driver calls it.
    private static Optional<Path> folderOf(String container) throws IOException {
        Path root = unified() ? CGROUPS : CGROUPS.resolve("blkio");
        try (Stream<Path> found =
                Files.find(
                        root,
                        DEPTH_MAX,
                        (path, attributes) ->
                                attributes.isDirectory()
                                        && path.getFileName().toString().contains(container))) {
            return found.findFirst();
        }
    }

    /// `major:minor` of the file system that holds a folder.
    private static String deviceOf(Path folder) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            List<String> fields = List.of(line.split(" ", -1));
            if (fields.get(MOUNT_POINT_FIELD).equals(folder.toString())) {
                return fields.get(DEVICE_FIELD);
            }
        }
        throw new IOException(folder + " is no mount of its own");
    }

    /// The kernel throttles disks, not partitions.
    private static String wholeDisk(String device) throws IOException {
        Path block = Path.of("/sys/dev/block", device);
        if (!Files.exists(block)) {
            throw new IOException("no block device below the data folder: " + device);
        }
        if (!Files.exists(block.resolve("partition"))) {
            return device;
        }
        return Files.readString(block.toRealPath().resolveSibling("dev")).strip();
    }

    /// Joins the server's cgroup, then writes and fsyncs as it would.
    private static String measure(String container, int bytes) throws IOException {
        Optional<Path> folder = folderOf(container);
        if (folder.isEmpty()) {
            return "no cgroup of the container below " + CGROUPS;
        }
        Files.writeString(
                folder.get().resolve("cgroup.procs"),
                "0",
                StandardCharsets.US_ASCII,
                StandardOpenOption.WRITE);
        Path probe = DATA.resolve(".firedrill-probe");
        long took;
        try (FileChannel file =
                FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write(file, bytes / FREE_SHARE);
            long began = System.nanoTime();
            write(file, bytes);
            took = System.nanoTime() - began;
        }
        Files.delete(probe);
        return "ok " + took;
    }
}
