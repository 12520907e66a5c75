package dev.firedrill.engine.config;

/// A redis.conf or command line that cannot be used: which line, and why.
public final class ConfigRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int lineNumber;
    private final String line;

    /// @param lineNumber 1-based; 0 for the command line
    public ConfigRefused(int lineNumber, String line, String reason) {
        super(reason);
        this.lineNumber = lineNumber;
        this.line = line;
    }

    public int lineNumber() {
        return lineNumber;
    }

    public String line() {
        return line;
    }
}
