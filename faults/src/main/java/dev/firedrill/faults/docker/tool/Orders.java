package dev.firedrill.faults.docker.tool;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the tracer of one server is to do: written by the lab into a file, as one line.
///
/// @param number higher than that of the orders before
public record Orders(long number, Task task, DiskState state) {
    public enum Task {
        /// Be such a disk.
        FOLLOW,
        /// Be such a disk and say what a write of the server meets.
        REHEARSE,
        /// Let go of the server.
        LEAVE
    }

    static final Orders NONE = new Orders(0, Task.FOLLOW, DiskState.SOUND);

    private static final int WORDS = 3;

    public String line() {
        return number + " " + task.name().toLowerCase(Locale.ROOT) + " " + state.text() + "\n";
    }

    /// Empty while the line is still being written.
    static Optional<Orders> parse(String text) {
        List<String> words = List.of(text.strip().split(" ", -1));
        if (!text.endsWith("\n") || words.size() != WORDS) {
            return Optional.empty();
        }
        return Optional.of(
                new Orders(
                        Long.parseLong(words.get(0)),
                        Task.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
                        DiskState.parse(words.get(2))));
    }
}
