package dev.firedrill.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Ctrl-C and SIGTERM: the labs remove what they have started by hooks of their own; this one says
/// so, and removes the run folder that was being written. The JVM then ends with 130 or 143.
final class Interruption {
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
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

    static void writing(Path folder) {
        UNFINISHED.add(folder);
    }

    static void written(Path folder) {
        UNFINISHED.remove(folder);
    }

    private static void ending() {
        if (finished) {
            return;
        }
        interrupted = true;
        System.err.println();
        System.err.println("firedrill: interrupted; what the run has started is removed.");
        UNFINISHED.forEach(Interruption::delete);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stillWritten) {
            System.err.println("firedrill: " + folder + " could not be removed.");
        }
    }
}
