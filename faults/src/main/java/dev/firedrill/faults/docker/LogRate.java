package dev.firedrill.faults.docker;

import java.util.List;
import java.util.Locale;

/// How much of a server's log is kept. A real server that follows itself prints ten thousand lines
/// a second; the first of each second say the same as all of them.
///
/// Not thread-safe.
final class LogRate {
    static final int LINES_PER_SECOND = 500;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private long second = -1;
    private long lines;

    /// @return what is kept with this line: at most itself, and how many are left out of the second
    ///   before
    List<String> kept(long atNanos, String line) {
        long now = atNanos / SECOND_NANOS;
        if (now != second) {
            long left = lines - LINES_PER_SECOND;
            second = now;
            lines = 1;
            return left > 0
                    ? List.of(
                            String.format(
                                    Locale.ROOT, "(%d more lines of that second left out)", left),
                            line)
                    : List.of(line);
        }
        lines++;
        return lines > LINES_PER_SECOND ? List.of() : List.of(line);
    }
}
