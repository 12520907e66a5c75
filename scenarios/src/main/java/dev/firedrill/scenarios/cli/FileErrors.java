package dev.firedrill.scenarios.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What went wrong with a file, in words.
final class FileErrors {
    private FileErrors() {}

    /// Java tells the kernel's word for some errors, for others only which kind it was.
    static String reason(IOException error) {
        return switch (error) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            case FileAlreadyExistsException _ -> "a file is in its place";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(error.getMessage());
        };
    }
}
