package dev.firedrill.faults.docker.tool;

/// The kernel's numbers for what a disk answers.
public final class Errno {
    public static final int INPUT_OUTPUT = 5;
    public static final int NO_SPACE = 28;
    public static final int READ_ONLY = 30;

    static final int INTERRUPTED = 4;

    private Errno() {}

    /// In the kernel's words.
    public static String words(int errno) {
        return switch (errno) {
            case INPUT_OUTPUT -> "Input/output error";
            case NO_SPACE -> "No space left on device";
            case READ_ONLY -> "Read-only file system";
            default -> "error " + errno;
        };
    }
}
