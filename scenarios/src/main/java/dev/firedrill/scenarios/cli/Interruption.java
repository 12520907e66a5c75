package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.evidence.RunFolder;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Ctrl-C and SIGTERM: the labs remove what they have started by hooks of their own; this one says
/// so, and marks the run folder as incomplete. The JVM then ends with 130 or 143.
final class Interruption {
    private static final Set<RunFolder> UNFINISHED = ConcurrentHashMap.newKeySet();
    private static volatile boolean finished;
    private static volatile boolean interrupted;

    private Interruption() {}

    static void watch() {
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::ending, "interruption"));
    }

    /// From here on the process ends by itself.
    static void finished() {
        finished = true;
    }

    /// What fails from now on fails because it was interrupted.
    static boolean under() {
        return interrupted;
    }

    static void writing(RunFolder folder) {
        UNFINISHED.add(folder);
    }

    static void written(RunFolder folder) {
        UNFINISHED.remove(folder);
    }

    private static void ending() {
        if (finished) {
            return;
        }
        interrupted = true;
        System.err.println();
        System.err.println("firedrill: interrupted; what the run has started is removed.");
        UNFINISHED.forEach(Interruption::mark);
    }

    private static void mark(RunFolder folder) {
        try {
            folder.markIncomplete("The run was interrupted.");
            System.err.println("firedrill: what it recorded is in " + folder.path());
        } catch (IOException unwritable) {
            System.err.println("firedrill: " + folder.path() + " cannot be written.");
        }
    }
}
