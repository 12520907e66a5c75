package dev.firedrill.scenarios.cli;

/// What the launcher script tells the program about itself.
final class Launcher {
    private Launcher() {}

    /// The commit that it was started in.
    static String commit() {
        return System.getProperty("firedrill.commit", "unknown");
    }

    /// As it was called.
    static String name() {
        return System.getProperty("firedrill.launcher", "./firedrill");
    }
}
