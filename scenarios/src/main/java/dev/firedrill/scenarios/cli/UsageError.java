package dev.firedrill.scenarios.cli;

/// The user asked for something that there is not; the message is one sentence that says what to
/// write instead.
final class UsageError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    UsageError(String sentence) {
        this(sentence, ExitCodes.USAGE);
    }

    UsageError(String sentence, int exitCode) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
