package dev.firedrill.engine.config;

import java.util.List;

/// Where the files come from that `include` lines name. The adapter reads them; the simulator and
/// tests have none.
@FunctionalInterface
public interface IncludedFiles {
    /// @param text one character for each byte
    record Included(String path, String text) {}

    /// A file that is not there: a name without `*`, `?` and `[` must exist.
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String path;

        public Unreadable(String path, String reason) {
            super(reason);
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    IncludedFiles NONE =
            (_, pattern) -> {
                throw new Unreadable(pattern, "No such file or directory");
            };

    /// What a pattern names, in the order of the names; nothing where a pattern fits no file.
    ///
    /// @param folder where a relative pattern starts: `dir` as the lines above have set it
    List<Included> matching(String folder, String pattern) throws Unreadable;

    /// The text of one file, such as `aclfile` names.
    default String text(String folder, String path) throws Unreadable {
        List<Included> found = matching(folder, path);
        if (found.size() != 1) {
            throw new Unreadable(path, "No such file or directory");
        }
        return found.getFirst().text();
    }
}
