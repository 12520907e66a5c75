package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/// A process that writes to one file in each of two folders and says what came of it, and what time
/// it is: `data ok`, `other No space left on device`, `time 1767225600000`. It ends by itself.
final class DiskUser {
    private static final long LIFE_NANOS = 60_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000;

    private DiskUser() {}

    public static void main(String[] arguments) throws IOException {
        var out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        try (FileChannel data = open(Path.of(arguments[0], "file"));
                FileChannel other = open(Path.of(arguments[1], "file"))) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < LIFE_NANOS) {
                out.println("data " + outcome(data));
                out.println("other " + outcome(other));
                out.println("time " + System.currentTimeMillis());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String outcome(FileChannel file) {
        try {
            file.write(ByteBuffer.wrap("a line\n".getBytes(StandardCharsets.US_ASCII)));
            file.force(false);
            return "ok";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
