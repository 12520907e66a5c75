package dev.firedrill.reports.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that is there as a whole or not at all: temporary file, fsync, rename.
public final class WholeFile {
    /// What writes the content.
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    private WholeFile() {}

    public static void replace(Path target, byte[] bytes) throws IOException {
        replace(
                target,
                file -> {
                    var buffer = ByteBuffer.wrap(bytes);
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                });
    }

    public static void replace(Path target, Content content) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (var file =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                content.writeTo(file);
                file.force(true);
            }
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException also) {
                failed.addSuppressed(also);
            }
            throw failed;
        }
    }
}
