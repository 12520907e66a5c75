package dev.firedrill.engine.interop;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.server.ServerMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The words that start the engine in a JVM of its own, up to its arguments.
final class EngineProgram {
    /// A JVM that is soon there rather than fast.
    static final List<String> QUICK =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED");

    static final String MAIN = ServerMain.class.getName();

    private EngineProgram() {}

    /// As the image starts it in a container of that many megabytes, but for the container itself.
    static List<String> flagsInImage(int megabytes) throws IOException {
        var flags = new ArrayList<>(ImageFlags.ofTheJvm());
        flags.add("-XX:MaxRAM=" + megabytes + "m");
        flags.add("-Dfiredrill.memory.megabytes=" + megabytes);
        return flags;
    }

    static List<String> words(List<String> flags) {
        if (!flags.containsAll(QUICK)) {
            return words(flags, classPath());
        }
        var all = new ArrayList<>(flags);
        all.addAll(PackedEngine.flags());
        return words(all, PackedEngine.classPath());
    }

    /// For a JVM in any locale. Class path entries with more than English letters in their names
    /// are copied: a JVM with `LC_ALL=C` would find no class there, not even through a link.
    static List<String> wordsForAnyLocale(List<String> flags, Path scratch) throws IOException {
        var readable = new ArrayList<String>();
        for (String entry : classPath()) {
            if (entry.matches("\\p{ASCII}*")) {
                readable.add(entry);
            } else {
                Path copy = Files.createTempDirectory(scratch, "classes").resolve("copy.jar");
                copy(Path.of(entry), copy);
                readable.add(copy.toString());
            }
        }
        return words(flags, readable);
    }

    private static List<String> words(List<String> flags, List<String> classPath) {
        var words = new ArrayList<String>();
        // As bytes, since that is what a start is written in.
        words.add(FileNames.bytes(Path.of(System.getProperty("java.home"), "bin", "java")));
        words.addAll(flags);
        words.add("-cp");
        words.add(
                classPath.stream()
                        .map(entry -> FileNames.bytes(Path.of(entry)))
                        .collect(Collectors.joining(File.pathSeparator)));
        words.add(MAIN);
        return words;
    }

    /// What a server needs, without the libraries and classes of tests.
    static List<String> classPath() {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .filter(entry ->
                        Files.isDirectory(Path.of(entry))
                                || entry.contains("netty")
                                || entry.contains("jspecify"))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
