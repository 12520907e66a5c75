package dev.firedrill.faults.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        if (now == second) {
            lines++;
            return lines > LINES_PER_SECOND ? List.of() : List.of(line);
        }
        var kept = new ArrayList<String>();
        ended().ifPresent(kept::add);
        kept.add(line);
        second = now;
        lines = 1;
        return kept;
    }

    /// @return how many are left out of the last second, when no line follows
    Optional<String> ended() {
        long left = lines - LINES_PER_SECOND;
        lines = 0;
        return left > 0
                ? Optional.of(
                        String.format(Locale.ROOT, "(%d more lines of that second left out)", left))
                : Optional.empty();
    }
}
