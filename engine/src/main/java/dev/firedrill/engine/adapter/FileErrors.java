package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.engine.node.DiskOutcome.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The operating system's errors in the node's words; errors of Java's keep their own.
final class FileErrors {
    private static final String LOOP = "Too many levels of symbolic links";

    private FileErrors() {}

    static DiskOutcome.Failed failed(Throwable error, long bytesWritten) {
        String reason = reasonOf(error);
        return new DiskOutcome.Failed(kindOf(error, reason), reason, bytesWritten);
    }

    private static String reasonOf(Throwable error) {
        if (error instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (error instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (!(error instanceof IOException)) {
            return error.toString();
        }
        String reason =
                error instanceof FileSystemException named ? named.getReason() : error.getMessage();
        if (reason == null) {
            return error.getClass().getSimpleName();
        }
        // Java adds a cause that it cannot know.
        return reason.startsWith(LOOP) ? LOOP : reason;
    }

    private static Kind kindOf(Throwable error, String reason) {
        if (error instanceof NoSuchFileException || error instanceof FileNotFoundException) {
            return Kind.NO_SUCH_FILE;
        }
        if (error instanceof AccessDeniedException) {
            return Kind.PERMISSION;
        }
        // Java has no exception of its own for these two: the text is strerror's.
        if (reason.contains("No space left") || reason.contains("Disk quota exceeded")) {
            return Kind.NO_SPACE;
        }
        if (reason.contains("Read-only file system")) {
            return Kind.READ_ONLY;
        }
        return Kind.INPUT_OUTPUT;
    }
}
