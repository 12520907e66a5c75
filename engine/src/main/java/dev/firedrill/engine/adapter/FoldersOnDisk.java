package dev.firedrill.engine.adapter;

import dev.firedrill.engine.config.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folders of this machine. The JVM has no `chdir(2)`, so this class checks what the kernel
/// would answer to one, and every relative file name is resolved against `dir` before it is opened.
public final class FoldersOnDisk implements Folders {
    @Override
    public String start() {
        return FileNames.startFolder();
    }

    @Override
    public String enter(String from, String to) throws NotEntered {
        if (to.isEmpty()) {
            throw new NotEntered("No such file or directory");
        }
        Path folder;
        try {
            folder = FileNames.path(FileNames.absolute(from, to)).toRealPath();
        } catch (IOException refused) {
            throw new NotEntered(FileErrors.failed(refused, 0).reason());
        }
        if (!Files.isDirectory(folder)) {
            throw new NotEntered("Not a directory");
        }
        if (!Files.isExecutable(folder)) {
            throw new NotEntered("Permission denied");
        }
        return FileNames.bytes(folder);
    }
}
