package dev.firedrill.engine.server;

import dev.firedrill.engine.adapter.FileNames;
import java.io.IOException;
import java.nio.file.Files;

/// `pidfile`: there while the server runs. One that cannot be written is no reason not to run.
///
/// @param failure why it could not be written; else empty
record PidFile(String path, String failure) {

    /// @param path empty for none
    static PidFile write(String path) {
        if (!path.isEmpty()) {
            try {
                Files.writeString(FileNames.path(path), ProcessHandle.current().pid() + "\n");
            } catch (IOException refused) {
                return new PidFile(path, refused.toString());
            }
        }
        return new PidFile(path, "");
    }

    void remove() {
        if (path.isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(FileNames.path(path));
        } catch (IOException left) {
            // The process is gone either way; who reads the file finds no such process.
        }
    }
}
