package dev.firedrill.engine.adapter;

import dev.firedrill.engine.node.NodeLog;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Prints log lines as Redis does: `pid:role time mark text`, for example `4711:M 18 Jul 2013
/// 07:35:00.123 * Ready to accept connections`.
public final class LogPrinter implements NodeLog {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final long processId = ProcessHandle.current().pid();
    private volatile Level least = Level.NOTICE;
    private volatile char role = 'M';

    public LogPrinter(PrintStream out) {
        this.out = out;
    }

    void least(Level level) {
        least = level;
    }

    void role(char mark) {
        role = mark;
    }

    @Override
    public void log(long nowNanos, Level level, String text) {
        if (level.compareTo(least) < 0) {
            return;
        }
        var time =
                Instant.ofEpochSecond(
                        Math.floorDiv(nowNanos, NANOS_PER_SECOND),
                        Math.floorMod(nowNanos, NANOS_PER_SECOND));
        out.println(
                processId + ":" + role + " " + TIME.format(time) + " " + level.mark() + " " + text);
    }
}
