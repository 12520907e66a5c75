package dev.firedrill.engine.config;

/// The machine's folders, for `dir`. redis-server changes into that folder as soon as it has read
/// the line: a folder that it cannot enter is an error of that line, and relative names on later
/// lines are relative to it. The adapter asks the file system; the simulator and tests have no
/// folders.
public interface Folders {
    /// A folder into which the process cannot change; the message is what the operating system
    /// says.
    final class NotEntered extends Exception {
        private static final long serialVersionUID = 1L;

        public NotEntered(String reason) {
            super(reason);
        }
    }

    /// Treats every name as an existing folder.
    Folders ANY =
            new Folders() {
                @Override
                public String start() {
                    return ".";
                }

                @Override
                public String enter(String from, String to) {
                    return to;
                }
            };

    /// Where the process was started: `dir` without a configuration.
    String start();

    /// Where `to` leads, seen from `from`: the absolute name, without symbolic links.
    String enter(String from, String to) throws NotEntered;
}
