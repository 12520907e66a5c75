package dev.firedrill.engine.adapter;

import dev.firedrill.engine.base.LogText;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.node.NodeLog;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.engine.port.NodeEvents;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Prints log lines as Redis does: `pid:role time mark text`, for example `4711:M 18 Jul 2013
/// 07:35:00.123 * Ready to accept connections`. A character is a byte, as in the node: the name of
/// a file is written as the kernel has it.
///
/// A text is one line, whatever characters it has, and an event has [NodeEventCodec#MARK] where a
/// text has the mark of its level: so no text that a client, a peer or a file provides can look
/// like an event, or like a second line.
public final class LogPrinter implements NodeLog, NodeEvents {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final Optional<Path> file;
    private final long processId = ProcessHandle.current().pid();
    private volatile char role = 'M';

    public LogPrinter(PrintStream out) {
        this(out, Optional.empty());
    }

    private LogPrinter(PrintStream out, Optional<Path> file) {
        this.out = out;
        this.file = file;
    }

    /// @param path `logfile`: appended to; empty for `out`
    /// @throws ConfigRefused when it cannot be opened
    public static LogPrinter to(String path, PrintStream out) throws ConfigRefused {
        if (path.isEmpty()) {
            return new LogPrinter(out);
        }
        var printer = new LogPrinter(out, Optional.of(FileNames.path(path)));
        try {
            printer.append("");
        } catch (IOException refused) {
            throw ConfigRefused.withoutLine(
                    "Can't open the log file: " + FileErrors.failed(refused, 0).reason());
        }
        return printer;
    }

    void role(char mark) {
        role = mark;
    }

    @Override
    public void log(long wallNanos, Level level, String text) {
        print(wallNanos, level.mark(), LogText.escaped(text));
    }

    @Override
    public void reported(long wallNanos, NodeEvent event) {
        print(wallNanos, NodeEventCodec.MARK, NodeEventCodec.print(event));
    }

    private void print(long wallNanos, char mark, String text) {
        var time =
                Instant.ofEpochSecond(
                        Math.floorDiv(wallNanos, NANOS_PER_SECOND),
                        Math.floorMod(wallNanos, NANOS_PER_SECOND));
        String line = processId + ":" + role + " " + TIME.format(time) + " " + mark + " " + text;
        try {
            append(line + "\n");
        } catch (IOException lost) {
            // A disk that is full must not stop the server, nor hide what it had to say.
            out.println(line);
        }
    }

    /// Said on the thread that a signal has interrupted, where redis-server cannot format a date.
    public void signal(String text) {
        long seconds = java.time.Clock.systemUTC().millis() / 1000;
        String line = processId + ":signal-handler (" + seconds + ") " + LogText.escaped(text);
        try {
            append(line + "\n");
        } catch (IOException lost) {
            out.println(line);
        }
    }

    /// Opens the file for each line, as redis-server does, so that log rotation needs no signal to
    /// the server.
    private void append(String text) throws IOException {
        if (file.isEmpty()) {
            out.print(text);
            return;
        }
        Files.write(
                file.get(),
                text.getBytes(StandardCharsets.ISO_8859_1),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
