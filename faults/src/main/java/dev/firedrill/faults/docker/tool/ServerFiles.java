package dev.firedrill.faults.docker.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Which file a server's system call is about, as /proc tells it, and whether that lies in the data
/// folder.
final class ServerFiles {
    /// futex, as x86-64 numbers it.
    private static final String WAITING = "202 ";

    private static final int PATH_MAX = 4096;
    private static final int CHUNK = 256;
    private static final int ACCESS = 3;
    private static final int CREATE = 0100;
    private static final int TRUNCATE = 01000;

    private final Path folder;

    /// @param folder as the server sees it
    ServerFiles(Path folder) {
        this.folder = folder;
    }

    /// Whether the call is about a file of the data folder, and for one that opens it: whether it
    /// opens it for writing.
    boolean concern(int thread, DiskCall call, long[] arguments) {
        boolean writes = call.effect() != DiskCall.Effect.OPENS || opensForWriting(call, arguments);
        return writes && isInFolder(thread, call, arguments);
    }

    private static boolean opensForWriting(DiskCall call, long[] arguments) {
        long flags = arguments[call.file() == DiskCall.Named.PATH ? 1 : 2];
        return (flags & (ACCESS | CREATE | TRUNCATE)) != 0;
    }

    private boolean isInFolder(int thread, DiskCall call, long[] arguments) {
        Path process = Path.of("/proc", Integer.toString(thread));
        try {
            return switch (call.file()) {
                case DESCRIPTOR -> isBelow(ofDescriptor(process, (int) arguments[0]));
                case THIRD_DESCRIPTOR -> isBelow(ofDescriptor(process, (int) arguments[2]));
                case PATH -> isBelow(fromFolder(process).resolve(text(process, arguments[0])));
                case PATH_IN_FOLDER ->
                        isBelow(
                                ((int) arguments[0] < 0
                                                ? fromFolder(process)
                                                : ofDescriptor(process, (int) arguments[0]))
                                        .resolve(text(process, arguments[1])));
            };
        } catch (IOException | InvalidPathException unknown) {
            // No file at all, or the thread has ended.
            return false;
        }
    }

    private boolean isBelow(Path path) {
        return path.normalize().startsWith(folder);
    }

    private static Path fromFolder(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("cwd"));
    }

    /// A socket has a name like a relative path: `socket:[123]`.
    private static Path ofDescriptor(Path process, int descriptor) throws IOException {
        return Files.readSymbolicLink(process.resolve("fd").resolve(Integer.toString(descriptor)));
    }

    /// A text in the thread's memory, which ends with a zero.
    private static String text(Path process, long address) throws IOException {
        var text = new ByteArrayOutputStream();
        try (var memory = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
            byte[] chunk = new byte[CHUNK];
            memory.seek(address);
            while (text.size() < PATH_MAX) {
                // Never across a page's end, behind which there may be nothing.
                long at = address + text.size();
                int most = (int) Math.min(CHUNK, PATH_MAX - at % PATH_MAX);
                int read = memory.read(chunk, 0, most);
                for (int i = 0; i < read; i++) {
                    if (chunk[i] == 0) return text.toString(StandardCharsets.UTF_8);
                    text.write(chunk[i]);
                }
                if (read <= 0) break;
            }
        }
        throw new IOException("no text at " + address);
    }

    /// Whether a thread waits for another one of its process, and for nothing else.
    static boolean waits(int thread) {
        try {
            return Files.readString(Path.of("/proc", Integer.toString(thread), "syscall"))
                    .startsWith(WAITING);
        } catch (IOException ended) {
            return false;
        }
    }

    /// Puts bytes into the thread's memory.
    ///
    /// @return what was there
    static byte[] exchange(int thread, long address, byte[] bytes) throws IOException {
        var path = Path.of("/proc", Integer.toString(thread), "mem");
        try (var memory = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] before = new byte[bytes.length];
            memory.seek(address);
            memory.readFully(before);
            memory.seek(address);
            memory.write(bytes);
            return before;
        }
    }
}
