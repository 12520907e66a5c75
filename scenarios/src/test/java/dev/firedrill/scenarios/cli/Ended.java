package dev.firedrill.scenarios.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// How a command ended that ran in this process, and what it wrote meanwhile. Commands run one at a
/// time, because they write to the standard streams of the process.
///
/// @param printed to standard output
/// @param complained to standard error
record Ended(int exitCode, String printed, String complained) {
    private static final String LAUNCHER = "firedrill.launcher";

    static synchronized Ended of(String... words) {
        var printed = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Main.run(words);
            return new Ended(
                    exitCode,
                    printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /// As if that launcher had been started.
    static synchronized Ended by(String launcher, String... words) {
        System.setProperty(LAUNCHER, launcher);
        try {
            return of(words);
        } finally {
            System.clearProperty(LAUNCHER);
        }
    }

    /// Tells whoever watches the build, past a command that runs meanwhile.
    static synchronized void aside(String what) {
        System.err.println(what);
    }

    /// To both streams.
    String said() {
        return printed + complained;
    }

    /// The same without the path of a folder in what was complained of.
    Ended without(String path) {
        return new Ended(exitCode, printed, complained.replace(path, ""));
    }
}
