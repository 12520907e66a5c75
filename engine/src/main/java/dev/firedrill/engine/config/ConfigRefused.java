package dev.firedrill.engine.config;

import dev.firedrill.engine.base.LogText;
import java.util.Locale;

/// A redis.conf or command line that cannot be used: which line, and why.
public final class ConfigRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /// In place of a line number: the file itself cannot be read.
    private static final int NO_FILE = -1;

    /// In place of a line number: what the lines say together does not work.
    private static final int NO_LINE = 0;

    /// In place of a line number: redis-server says it in its log, after the configuration is read.
    private static final int IN_LOG = -2;

    private final int lineNumber;
    private final String line;

    /// @param lineNumber 1-based, in the file that holds the line; options of the command line
    ///   count on from the end of the file
    public ConfigRefused(int lineNumber, String line, String reason) {
        super(reason);
        this.lineNumber = lineNumber;
        this.line = line;
    }

    public static ConfigRefused unreadable(String path, String reason) {
        return new ConfigRefused(
                NO_FILE,
                path,
                String.format(
                        Locale.ROOT, "Fatal error, can't open config file '%s': %s", path, reason));
    }

    public static ConfigRefused withoutLine(String reason) {
        return new ConfigRefused(NO_LINE, "", reason);
    }

    /// What redis-server would say in its log before it exits with 1.
    public static ConfigRefused logged(String reason) {
        return new ConfigRefused(IN_LOG, "", reason);
    }

    public boolean inLog() {
        return lineNumber == IN_LOG;
    }

    public int lineNumber() {
        return lineNumber;
    }

    public String line() {
        return line;
    }

    /// What the process prints before it exits with 1, as redis-server does.
    ///
    /// @param server name and version of the program
    public String report(String server) {
        if (lineNumber == NO_FILE || lineNumber == IN_LOG) {
            return message() + "\n";
        }
        if (lineNumber == NO_LINE) {
            return String.format(
                    Locale.ROOT, "\n*** FATAL CONFIG FILE ERROR (%s) ***\n%s\n", server, message());
        }
        return String.format(
                Locale.ROOT,
                """

                *** FATAL CONFIG FILE ERROR (%s) ***
                Reading the configuration file, at line %d
                >>> '%s'
                %s
                """,
                server,
                lineNumber,
                LogText.escaped(line),
                message());
    }

    /// A value of the command line may hold line ends.
    private String message() {
        return LogText.escaped(String.valueOf(getMessage()));
    }
}
