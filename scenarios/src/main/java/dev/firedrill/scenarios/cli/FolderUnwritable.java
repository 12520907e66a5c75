package dev.firedrill.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// The run folder could not be written any more while the run was under way, for example because
/// its disk is full. The message is one sentence; exit code 69.
final class FolderUnwritable extends Exception {
    private static final long serialVersionUID = 1L;

    FolderUnwritable(Path folder, IOException failed) {
        super(
                String.format(
                        Locale.ROOT,
                        "the run was given up, since %s cannot be written: %s; make room, or choose"
                                + " another folder with --out.",
                        folder,
                        FileErrors.reason(failed)),
                failed);
    }
}
