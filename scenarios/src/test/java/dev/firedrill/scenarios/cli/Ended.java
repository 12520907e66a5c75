package dev.firedrill.scenarios.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// How a command ended that ran in this process, and what it wrote meanwhile.
///
/// @param printed to standard output
/// @param complained to standard error
record Ended(int exitCode, String printed, String complained) {
    static Ended of(String... words) {
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

    /// The same without the path of a folder in what was complained of.
    Ended without(String path) {
        return new Ended(exitCode, printed, complained.replace(path, ""));
    }
}
